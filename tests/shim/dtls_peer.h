/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DTLS 1.2 peers for tests, without sockets: mbedTLS in virtual time, as client or server, and
 * OpenSSL, a client with a PSK, whose timers run on the real clock and are left alone.
 */
#ifndef DTL_TESTS_DTLS_PEER_H
#define DTL_TESTS_DTLS_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct dtls_peer_config {
    bool server; /* with cookies; begins anew when a client comes after the end */
    const char *identity;
    const uint8_t *psk;
    size_t psk_len;
    int suite;              /* IANA number */
    uint32_t seed;          /* of its random numbers (mbedTLS) */
    int max_fragment;       /* RFC 6066: 512, 1024; 0: not asked for (mbedTLS) */
    uint32_t retransmit_ms; /* first retransmission (mbedTLS) */

    const char *cert, *key, *ca; /* PEM, NULL: none. A peer with `ca` demands a certificate */
    const char *host;            /* client: that the certificate must be for */
    bool remembers;              /* server: keeps sessions by id */
    bool tickets;                /* server: gives tickets; client: wants them */
    const uint8_t *saved;        /* client: the session that it resumes, NULL: none */
    size_t saved_len;

    void *ctx;
    void (*send)(void *ctx, const uint8_t *data, size_t len);
    void (*received)(void *ctx, const uint8_t *data, size_t len);
};

enum dtls_peer_state {
    DTLS_PEER_HANDSHAKE,
    DTLS_PEER_OPEN,
    DTLS_PEER_CLOSED, /* close_notify came */
    DTLS_PEER_FAILED,
};

struct dtls_peer;

/* What a kind of peer can do. `now_ms` is virtual; `deadline` is UINT64_MAX if there is none. */
struct dtls_peer_kind {
    const char *name;
    struct dtls_peer *(*init)(const struct dtls_peer_config *config);
    void (*free)(struct dtls_peer *c);
    void (*start)(struct dtls_peer *c, uint64_t now_ms);
    void (*input)(struct dtls_peer *c, const uint8_t *datagram, size_t len, uint64_t now_ms);
    void (*tick)(struct dtls_peer *c, uint64_t now_ms);
    uint64_t (*deadline)(const struct dtls_peer *c);
    int (*write)(struct dtls_peer *c, const uint8_t *data, size_t len);  /* 0 or not */
    void (*close)(struct dtls_peer *c);                                  /* sends close_notify */
    void (*renegotiate)(struct dtls_peer *c);                            /* NULL: cannot */
    size_t (*save)(const struct dtls_peer *c, uint8_t *out, size_t cap); /* its session (mbedTLS) */
    enum dtls_peer_state (*state)(const struct dtls_peer *c);
    int (*error)(const struct dtls_peer *c); /* of FAILED, the library's */
};

extern const struct dtls_peer_kind dtls_peer_mbedtls;
extern const struct dtls_peer_kind dtls_peer_openssl;

#ifdef __cplusplus
}
#endif

#endif
