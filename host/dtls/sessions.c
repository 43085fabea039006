/* SPDX-License-Identifier: Apache-2.0 */
#include "host/dtls/sessions.h"

#include <mbedtls/platform_util.h>
#include <stdlib.h>
#include <string.h>

#include "host/dtls/saved.h"
#include "host/dtls/tickets.h"
#include "host/dtls/tls.h"

#define ID_MAX 32

struct dtl_remembered {
    uint8_t id[ID_MAX];
    uint8_t id_len; /* 0: free */
    uint8_t *saved;
    size_t len;
};

static void forget(struct dtl_remembered *r)
{
    if (r->saved)
        mbedtls_platform_zeroize(r->saved, r->len);
    free(r->saved);
    memset(r, 0, sizeof *r);
}

int dtl_sessions_init(struct dtl_sessions *s, uint32_t max)
{
    s->ring = calloc(max, sizeof *s->ring);
    s->max = s->ring ? max : 0;
    s->next = 0;
    return s->ring ? 0 : DTL_ERR_NOMEM;
}

void dtl_sessions_free(struct dtl_sessions *s)
{
    for (uint32_t i = 0; i < s->max; i++)
        forget(&s->ring[i]);
    free(s->ring);
    s->ring = NULL;
    s->max = 0;
}

static int keep(struct dtl_remembered *r, const uint8_t *id, size_t id_len, const uint8_t *saved,
                size_t len)
{
    uint8_t *copy = malloc(len);
    if (!copy)
        return MBEDTLS_ERR_SSL_ALLOC_FAILED;
    forget(r);
    memcpy(copy, saved, len);
    memcpy(r->id, id, id_len);
    r->id_len = (uint8_t)id_len;
    r->saved = copy;
    r->len = len;
    return 0;
}

int dtl_session_remember(void *ctx, const unsigned char *id, size_t id_len,
                         const mbedtls_ssl_session *session)
{
    struct dtl_tls *tls = ctx;
    struct dtl_sessions *s = &tls->sessions;
    uint8_t saved[DTL_TICKET_MAX];
    size_t len;

    if (!id_len || id_len > ID_MAX ||
        dtl_saved_put(tls->running, session, saved, sizeof saved, &len))
        return MBEDTLS_ERR_SSL_BAD_INPUT_DATA;
    int ret = keep(&s->ring[s->next], id, id_len, saved, len);
    mbedtls_platform_zeroize(saved, sizeof saved);
    if (!ret)
        s->next = (s->next + 1) % s->max;
    return ret;
}

int dtl_session_recall(void *ctx, const unsigned char *id, size_t id_len,
                       mbedtls_ssl_session *session)
{
    struct dtl_tls *tls = ctx;
    const struct dtl_sessions *s = &tls->sessions;

    for (uint32_t i = 0; i < s->max; i++) {
        const struct dtl_remembered *r = &s->ring[i];
        if (id_len && r->id_len == id_len && !memcmp(r->id, id, id_len))
            return dtl_saved_get(tls->running, session, r->saved, r->len);
    }
    return DTL_ERR_STATE;
}
