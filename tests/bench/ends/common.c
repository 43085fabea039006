/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/bench/ends/ends.h"

void end_must(bool ok, const char *what)
{
    if (ok)
        return;
    fprintf(stderr, "handshake: %s\n", what);
    exit(1);
}

void end_make_certificates(struct end_certificates *c)
{
    certs_make(&c->ca, &(struct certs_request){.name = "Bench CA", .ca = true, .seed = 1});
    certs_make(&c->server,
               &(struct certs_request){
                   .name = END_HOST, .issuer = &c->ca, .issuer_name = "Bench CA", .seed = 2});
}
