/* SPDX-License-Identifier: Apache-2.0 */
#include "driver/link/message.h"

#include <string.h>

#include "driver/bytes.h"
#include "driver/slots.h"

void dtl_request_put(uint8_t out[DTL_FRAME_HEADER_LEN], const struct dtl_request *r)
{
    out[0] = r->opcode;
    out[1] = r->type;
    dtl_put16(out + 2, r->tag);
    dtl_put16(out + 4, dtl_session_generation(r->session));
    dtl_put16(out + 6, dtl_session_slot(r->session));
    dtl_put16(out + 8, r->length);
    dtl_put16(out + 10, r->address);
    dtl_put32(out + 12, r->value);
}

int dtl_response_get(struct dtl_response *r, const uint8_t *body, size_t len)
{
    if (len < DTL_FRAME_HEADER_LEN || !(body[0] & DTL_LINK_RESPONSE))
        return DTL_ERR_FORMAT;
    r->opcode = body[0] & (uint8_t)~DTL_LINK_RESPONSE;
    r->result = body[1];
    r->tag = dtl_get16(body + 2);
    r->type = body[4];
    r->flags = body[5];
    r->length = dtl_get16(body + 6);
    r->boot = dtl_get16(body + 8);
    r->seq = dtl_get48(body + 10);
    r->payload = body + DTL_FRAME_HEADER_LEN;
    return r->length == len - DTL_FRAME_HEADER_LEN ? 0 : DTL_ERR_FORMAT;
}

void dtl_install_put(uint8_t out[DTL_INSTALL_LEN], const struct dtl_session_params *p)
{
    memset(out, 0, DTL_INSTALL_LEN);
    out[0] = (uint8_t)((p->key_len == 32 ? 1 : 0) | (p->tag_len == 16 ? 2 : 0));
    out[1] = (uint8_t)p->window_size;
    dtl_put16(out + 2, p->tx.epoch);
    dtl_put16(out + 4, p->rx.epoch);
    memcpy(out + 6, p->tx.salt, DTL_SALT_LEN);
    memcpy(out + 10, p->rx.salt, DTL_SALT_LEN);
    memcpy(out + 16, p->tx.key, p->key_len);
    memcpy(out + 48, p->rx.key, p->key_len);
    dtl_put64(out + 80, p->tx.next_seq);
    dtl_put64(out + 88, p->tx.soft_limit);
    dtl_put64(out + 96, p->tx.hard_limit);
    dtl_put32(out + 104, p->bad_mac_limit);
    dtl_put64(out + 112, p->rx.top);
    dtl_put64(out + 120, p->rx.window);
}

void dtl_query_get(struct dtl_session_state *s, const uint8_t in[DTL_QUERY_LEN])
{
    *s = (struct dtl_session_state){
        .tx_next = dtl_get64(in),
        .rx_top = dtl_get64(in + 8),
        .rx_window = dtl_get64(in + 16),
        .sealed = dtl_get32(in + 24),
        .opened = dtl_get32(in + 28),
        .auth_failed = dtl_get32(in + 32),
        .replayed = dtl_get32(in + 36),
    };
}
