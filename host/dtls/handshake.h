/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One handshake: mbedTLS, driven record by record in the caller's time. It is either the listener
 * (no association yet, the cookie decides) or belongs to one association.
 */
#ifndef DTL_HANDSHAKE_H
#define DTL_HANDSHAKE_H

#include "driver/record.h"
#include "host/dtls/flight.h"
#include "host/dtls/keys.h"
#include "host/dtls/park.h"
#include "host/dtls/tls.h"

/* Handshake messages, RFC 5246 section 7.4, RFC 6347 section 4.3.2. */
enum {
    DTL_HS_HELLO_REQUEST = 0,
    DTL_HS_CLIENT_HELLO = 1,
    DTL_HS_SERVER_HELLO = 2,
    DTL_HS_FINISHED = 20,
    DTL_HS_HEADER_LEN = 12,
};

#define DTL_WHY_MAX     128
#define DTL_SUBJECT_MAX 256

/* What a session to resume says of itself. It counts only if the handshake turns out to be short.
 */
struct dtl_recalled {
    int suite; /* 0: none was recalled */
    uint8_t identity_len;
    uint8_t identity[DTL_PSK_IDENTITY_MAX];
};

/* Takes a datagram that mbedTLS sends on hs->path. */
typedef void dtl_handshake_send(void *ctx, const struct dtl_handshake *hs, const uint8_t *data,
                                size_t len);

struct dtl_handshake {
    mbedtls_ssl_context ssl;
    struct dtl_tls *tls;
    dtl_handshake_send *send;
    void *send_ctx;
    struct dtl_path path;
    uint64_t now_ms;
    uint16_t mtu;

    /* The record that mbedTLS has not taken yet. */
    const uint8_t *rx;
    size_t rx_len;

    /* Virtual time for mbedTLS. final_at_ms is DTL_NEVER while no timer runs. */
    uint64_t started_ms, intermediate_at_ms, final_at_ms;

    bool verified;     /* server: ServerHello was sent, the cookie was good. Client: always */
    size_t out_budget; /* bytes that may still be sent while not verified */
    bool over_budget;

    uint64_t tx_next[2]; /* next sequence number of epochs 0 and 1, from the headers sent */
    struct dtl_capture capture;
    struct dtl_park park;
    struct dtl_secrets secrets;

    char host[MBEDTLS_SSL_MAX_HOST_NAME_LEN + 1]; /* client: "" if none was asked for */
    char why[DTL_WHY_MAX];                        /* what was wrong with the peer; "": nothing */
    int alert; /* code of the unprotected alert that was given to mbedTLS last, -1: none */
    char subject[DTL_SUBJECT_MAX]; /* of the certificate that the peer showed; "": none */
    mbedtls_x509_time peer_end;    /* of the peer's certificate; year 0: it has none */
    struct dtl_recalled recalled;  /* server: of the session that it was asked to resume */
    bool unknown_identity;
    uint8_t identity_len; /* server: of the PSK that the peer has named */
    uint8_t identity[DTL_PSK_IDENTITY_MAX];

    struct dtl_session_params params; /* of the install, from the handshake's end on */
};

/* Returns 0 or DTL_ERR_NOMEM. `mtu`: of the flights' datagrams, bytes. */
int dtl_handshake_init(struct dtl_handshake **hs, struct dtl_tls *tls, uint32_t mtu,
                       dtl_handshake_send *send, void *send_ctx);

/* Wipes it. NULL is ignored. */
void dtl_handshake_free(struct dtl_handshake *hs);

/* Makes it forget whom it spoke to. Returns 0 or mbedTLS's error. */
int dtl_handshake_reset(struct dtl_handshake *hs);

/* Client: whom it will speak to. `host`: the name that its certificate must be for, or NULL.
 * Returns 0, DTL_ERR_ARG or DTL_ERR_NOMEM. */
int dtl_handshake_set_server(struct dtl_handshake *hs, const struct dtl_path *path,
                             const char *host);

/* Server: the peer whose ClientHello comes next, and the bytes that it may be answered with. */
int dtl_handshake_set_peer(struct dtl_handshake *hs, const struct dtl_path *path, size_t budget);

/* Gives mbedTLS one record, or none (a timer may have ended). Returns 0: complete;
 * MBEDTLS_ERR_SSL_WANT_READ: goes on; else: over, with mbedTLS's error. */
int dtl_handshake_run(struct dtl_handshake *hs, const uint8_t *record, size_t len, uint64_t now_ms);

/* Sends a close_notify in the clear, to a peer that has not finished. */
void dtl_handshake_abandon(struct dtl_handshake *hs);

/* The longest payload that the peer takes (RFC 6066 section 4). Asked once ServerHello was sent:
 * later mbedTLS mixes its own retreat from lost datagrams into the answer. */
size_t dtl_handshake_payload_max(struct dtl_handshake *hs);

/* NULL: mbedTLS chose what we did not offer. */
const struct dtl_suite *dtl_handshake_suite(const struct dtl_handshake *hs);

#endif
