/* SPDX-License-Identifier: Apache-2.0 */
#include "driver/soft/session.h"

#include <mbedtls/platform_util.h>
#include <stdlib.h>
#include <string.h>

#include "driver/ready.h"
#include "driver/record.h"

static int set_keys(struct dtl_soft_session *s, const struct dtl_session_params *p)
{
    unsigned bits = 8u * p->key_len;
    if (mbedtls_ccm_setkey(&s->tx.ccm, MBEDTLS_CIPHER_ID_AES, p->tx.key, bits) ||
        mbedtls_ccm_setkey(&s->rx.ccm, MBEDTLS_CIPHER_ID_AES, p->rx.key, bits))
        return DTL_ERR_CRYPTO;
    return 0;
}

int dtl_soft_session_init(struct dtl_soft_session **out, const struct dtl_session_params *p)
{
    struct dtl_soft_session *s = calloc(1, sizeof *s);
    if (!s)
        return DTL_ERR_NOMEM;
    mbedtls_ccm_init(&s->tx.ccm);
    mbedtls_ccm_init(&s->rx.ccm);
    int err = set_keys(s, p);
    if (err) {
        dtl_soft_session_free(s);
        return err;
    }
    s->tag_len = p->tag_len;
    s->tx.epoch = p->tx.epoch;
    s->tx.next_seq = p->tx.next_seq;
    s->tx.soft_limit = p->tx.soft_limit;
    s->tx.hard_limit = p->tx.hard_limit;
    memcpy(s->tx.salt, p->tx.salt, DTL_SALT_LEN);
    s->rx.epoch = p->rx.epoch;
    s->rx.window = (struct dtl_window){
        .top = p->rx.top, .seen = p->rx.window, .size = (uint8_t)p->window_size};
    s->rx.bad_mac_limit = p->bad_mac_limit;
    memcpy(s->rx.salt, p->rx.salt, DTL_SALT_LEN);
    *out = s;
    return 0;
}

void dtl_soft_session_free(struct dtl_soft_session *s)
{
    mbedtls_ccm_free(&s->tx.ccm);
    mbedtls_ccm_free(&s->rx.ccm);
    mbedtls_platform_zeroize(s, sizeof *s);
    free(s);
}

static void count(uint32_t *counter)
{
    if (*counter < UINT32_MAX)
        ++*counter;
}

static uint8_t finish(struct dtl_op *op, enum dtl_result result, uint8_t events)
{
    op->result = (uint8_t)result;
    return events;
}

static enum dtl_result may_seal(const struct dtl_soft_session *s, const struct dtl_op *op,
                                size_t payload_max)
{
    if (!s)
        return DTL_R_UNKNOWN_SESSION;
    if (op->in_len > payload_max || op->in_len + DTL_RECORD_OVERHEAD(s->tag_len) > op->out_cap)
        return DTL_R_TOO_LONG;
    if (s->tx.next_seq >= DTL_SEQ_MAX)
        return DTL_R_SEQ_OVERFLOW;
    if (s->tx.next_seq >= s->tx.hard_limit)
        return DTL_R_EXPIRED;
    return DTL_R_OK;
}

static int encrypt(struct dtl_soft_session *s, const struct dtl_op *op,
                   const struct dtl_record_header *h)
{
    uint8_t nonce[DTL_NONCE_LEN], aad[DTL_AAD_LEN];
    uint8_t *explicit_nonce = op->out + DTL_HEADER_LEN;
    uint8_t *text = explicit_nonce + DTL_EXPLICIT_LEN;

    dtl_record_put_number(explicit_nonce, h->epoch, h->seq); /* we send no other nonce */
    dtl_record_nonce(nonce, s->tx.salt, explicit_nonce);
    dtl_record_aad(aad, h, op->in_len);
    dtl_record_put_header(op->out, h);
    return mbedtls_ccm_encrypt_and_tag(&s->tx.ccm, op->in_len, nonce, sizeof nonce, aad, sizeof aad,
                                       op->in, text, text + op->in_len, s->tag_len);
}

uint8_t dtl_soft_seal(struct dtl_soft_session *s, struct dtl_op *op, size_t payload_max)
{
    enum dtl_result r = may_seal(s, op, payload_max);
    if (r == DTL_R_SEQ_OVERFLOW || r == DTL_R_EXPIRED) {
        bool first = !s->tx.refused;
        s->tx.refused = true;
        return finish(op, r, first ? DTL_EVENT_BIT(DTL_EV_HARD_LIMIT) : 0);
    }
    if (r != DTL_R_OK)
        return finish(op, r, 0);

    struct dtl_record_header h = {
        .type = op->type,
        .version = DTL_VERSION_1_2,
        .epoch = s->tx.epoch,
        .seq = s->tx.next_seq++, /* used up, whatever becomes of the record */
        .length = (uint16_t)(DTL_EXPLICIT_LEN + op->in_len + s->tag_len),
    };
    if (encrypt(s, op, &h)) {
        mbedtls_platform_zeroize(op->out, DTL_HEADER_LEN + h.length);
        return finish(op, DTL_R_LOST, 0);
    }
    op->out_len = DTL_HEADER_LEN + h.length;
    op->seq = h.seq;
    count(&s->sealed);
    return finish(op, DTL_R_OK, h.seq == s->tx.soft_limit ? DTL_EVENT_BIT(DTL_EV_SOFT_LIMIT) : 0);
}

static enum dtl_result may_open(const struct dtl_soft_session *s, struct dtl_op *op,
                                struct dtl_record_header *h, size_t payload_max)
{
    if (dtl_record_get_header(h, op->in, op->in_len))
        return DTL_R_BAD_RECORD;
    op->seq = h->seq;
    if (op->in_len - DTL_HEADER_LEN != h->length || h->version != DTL_VERSION_1_2 ||
        !dtl_record_type_ok(h->type))
        return DTL_R_BAD_RECORD;
    if (!s)
        return DTL_R_UNKNOWN_SESSION;
    if (h->epoch != s->rx.epoch)
        return DTL_R_WRONG_EPOCH;
    size_t overhead = DTL_EXPLICIT_LEN + s->tag_len;
    if (h->length < overhead)
        return DTL_R_BAD_RECORD;
    if (h->length - overhead > payload_max || h->length - overhead > op->out_cap)
        return DTL_R_TOO_LONG;
    if (s->auth_failed >= s->rx.bad_mac_limit)
        return DTL_R_BAD_MAC_LIMIT;
    return DTL_R_OK;
}

/* Writes plaintext to op->out if the tag verifies; otherwise mbedTLS leaves zeros there. */
static int decrypt(struct dtl_soft_session *s, const struct dtl_op *op,
                   const struct dtl_record_header *h, size_t text_len)
{
    uint8_t nonce[DTL_NONCE_LEN], aad[DTL_AAD_LEN];
    const uint8_t *explicit_nonce = op->in + DTL_HEADER_LEN;
    const uint8_t *text = explicit_nonce + DTL_EXPLICIT_LEN;

    dtl_record_nonce(nonce, s->rx.salt, explicit_nonce);
    dtl_record_aad(aad, h, text_len);
    return mbedtls_ccm_auth_decrypt(&s->rx.ccm, text_len, nonce, sizeof nonce, aad, sizeof aad,
                                    text, op->out, text + text_len, s->tag_len);
}

static uint8_t forged(struct dtl_soft_session *s, struct dtl_op *op)
{
    count(&s->auth_failed);
    bool last = s->auth_failed == s->rx.bad_mac_limit;
    return finish(op, DTL_R_AUTH, last ? DTL_EVENT_BIT(DTL_EV_BAD_MAC_LIMIT) : 0);
}

uint8_t dtl_soft_open(struct dtl_soft_session *s, struct dtl_op *op, size_t payload_max)
{
    struct dtl_record_header h;
    enum dtl_result r = may_open(s, op, &h, payload_max);
    if (r != DTL_R_OK)
        return finish(op, r, 0);

    size_t text_len = h.length - DTL_EXPLICIT_LEN - s->tag_len;
    if (decrypt(s, op, &h, text_len))
        return forged(s, op);
    r = dtl_window_accept(&s->rx.window, h.seq);
    if (r != DTL_R_OK) {
        mbedtls_platform_zeroize(op->out, text_len);
        count(&s->replayed);
        return finish(op, r, 0);
    }
    op->type = h.type;
    op->out_len = text_len;
    bool first = !s->opened;
    count(&s->opened);
    return finish(op, DTL_R_OK, first ? DTL_EVENT_BIT(DTL_EV_FIRST_AUTH) : 0);
}

void dtl_soft_query(const struct dtl_soft_session *s, struct dtl_session_state *state)
{
    *state = (struct dtl_session_state){
        .tx_next = s->tx.next_seq,
        .rx_top = s->rx.window.top,
        .rx_window = s->rx.window.seen,
        .sealed = s->sealed,
        .opened = s->opened,
        .auth_failed = s->auth_failed,
        .replayed = s->replayed,
        .last_activity_ms = s->last_activity_ms,
    };
}
