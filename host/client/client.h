/* SPDX-License-Identifier: Apache-2.0 */
/* A DTLS client: each line of its input goes out as one record, what comes in goes to its output.
 */
#ifndef DTL_CLIENT_H
#define DTL_CLIENT_H

#include "host/loop/addr.h"
#include "host/loop/keys.h"

struct dtl_client_config {
    const struct dtl_addr *addresses; /* of the server, tried one after the other */
    int addresses_n;
    const char *host; /* that its certificate must be for; NULL with PSK only */
    const char *engine_uri;
    enum dtl_keys keys;
    const uint8_t *identity, *psk; /* NULL: no PSK */
    size_t identity_len, psk_len;
    const struct dtl_credentials *credentials; /* NULL: no certificates */
    const char *resume;  /* file of the session to resume and to keep; NULL: none */
    uint32_t timeout_ms; /* for the handshake with each address */
    uint32_t linger_ms;  /* how long the peer may be silent after the input's end */
    int in, out;         /* descriptors */
};

enum dtl_client_end {
    DTL_CLIENT_OK = 0,      /* with close_notify, said by either side */
    DTL_CLIENT_FAILED,      /* the machine, a file, the engine; or not all of the input was sent */
    DTL_CLIENT_BAD_ARG,     /* what was asked for is impossible */
    DTL_CLIENT_NO_ANSWER,   /* nobody answered in time, or nobody is there */
    DTL_CLIENT_REFUSED,     /* by the peer */
    DTL_CLIENT_CERTIFICATE, /* the peer's certificate was refused */
    DTL_CLIENT_INTERRUPTED, /* by a signal */
};

/* Told of what is wrong as it happens, a sentence without a final stop. */
typedef void dtl_client_complain(void *ctx, const char *sentence);

/* Runs to the association's end. `*signal`: which, if it was interrupted. */
enum dtl_client_end dtl_client(const struct dtl_client_config *config,
                               dtl_client_complain *complain, void *ctx, int *signal);

#endif
