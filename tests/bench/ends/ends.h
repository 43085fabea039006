/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One side of DTLS handshakes, whoever's: without sockets, one handshake after the other. All kinds
 * are set up alike: DTLS 1.2, a cookie, one suite (TLS_PSK_WITH_AES_128_CCM_8, or with certificates
 * TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8 on P-256; dtlane as a client offers its others too), no
 * resumption, retransmissions from 1 s on. End the program if something fails.
 */
#ifndef DTL_BENCH_ENDS_H
#define DTL_BENCH_ENDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/shim/certs.h"

#define END_IDENTITY "bench"
#define END_PSK      ((const uint8_t *)"0123456789abcdef")
#define END_PSK_LEN  16
#define END_HOST     "server.test"

struct end_certificates {
    struct certs_pair ca, server;
};

struct end_setup {
    bool server;
    const struct end_certificates *certificates; /* NULL: PSK */
    void *ctx;
    void (*send)(void *ctx, const uint8_t *data, size_t len);
};

struct end;

enum end_state {
    END_SHAKING,
    END_DONE,   /* application data may be sent */
    END_FAILED, /* it has given up */
};

struct end_kind {
    const char *name;
    struct end *(*init)(const struct end_setup *setup);
    void (*free)(struct end *e);

    /* A new handshake, with another peer than any before. A client says hello. */
    void (*begin)(struct end *e, uint32_t peer, uint64_t now_ms);
    void (*input)(struct end *e, const uint8_t *data, size_t len, uint64_t now_ms);
    uint64_t (*deadline)(const struct end *e); /* UINT64_MAX: none */
    void (*tick)(struct end *e, uint64_t now_ms);
    enum end_state (*state)(const struct end *e);
    void (*end)(struct end *e, uint64_t now_ms); /* drops the association */
};

extern const struct end_kind end_dtlane, end_mbedtls, end_openssl;

void end_must(bool ok, const char *what);
void end_make_certificates(struct end_certificates *c);

#endif
