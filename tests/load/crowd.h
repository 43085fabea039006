/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Many DTLS clients of one server, over real sockets: one endpoint in the client role on the
 * engine `soft`, and one socket, from which each client speaks with an address of its own
 * (127.x.y.z). Ends the program if the system refuses something.
 */
#ifndef DTL_TESTS_CROWD_H
#define DTL_TESTS_CROWD_H

#include "host/dtls/endpoint.h"
#include "host/loop/addr.h"

#ifdef __cplusplus
extern "C" {
#endif

struct crowd;

struct crowd_config {
    struct dtl_addr server;
    uint32_t clients;       /* numbered from 0 */
    uint8_t net;            /* clients have addresses in 127.net.0.0 and following; 1 to 200 */
    uint32_t retransmit_ms; /* first retransmission; 0: 1000 */
    bool resumption;
    const char *psk_identity; /* NULL: certificates */
    const uint8_t *psk;
    size_t psk_len;
    const struct dtl_credentials *credentials;
    const char *host; /* that the server's certificate must be for */

    void *ctx; /* first argument of each of these */
    void (*established)(void *ctx, uint32_t client, const struct dtl_out *out);
    void (*data)(void *ctx, uint32_t client, const uint8_t *data, size_t len);
    void (*closed)(void *ctx, uint32_t client, const struct dtl_out *out);
};

struct crowd *crowd_init(const struct crowd_config *config);
void crowd_free(struct crowd *c);

/* `saved` resumes a session, NULL: none. At most `packets` more datagrams of this client go out;
 * afterwards it is mute. */
#define CROWD_UNLIMITED UINT32_MAX
void crowd_connect(struct crowd *c, uint32_t client, const uint8_t *saved, size_t saved_len,
                   uint32_t packets);

/* Whether it was taken. */
bool crowd_send(struct crowd *c, uint32_t client, const uint8_t *data, size_t len);

void crowd_close(struct crowd *c, uint32_t client);

/* The client is gone, without a goodbye. */
void crowd_vanish(struct crowd *c, uint32_t client);

/* These bytes in a datagram of their own, whatever they are. */
void crowd_send_raw(struct crowd *c, uint32_t client, const uint8_t *data, size_t len);

/* Waits for what happens next, at most `ms`, and does it. */
void crowd_run(struct crowd *c, int ms);

#ifdef __cplusplus
}
#endif

#endif
