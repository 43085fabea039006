/* SPDX-License-Identifier: Apache-2.0 */
/* What a gateway and a server are told alike. */
#ifndef DTL_SERVER_CONFIG_H
#define DTL_SERVER_CONFIG_H

#include "host/files/psks.h"
#include "host/loop/addr.h"
#include "host/loop/keys.h"

#define DTL_CLIENTS_DEFAULT 1024

struct dtl_server_config {
    struct dtl_addr listen;
    const char *engine_uri;
    const struct dtl_psks *psks;               /* NULL: no PSK suites */
    const struct dtl_credentials *credentials; /* NULL: no certificates. Like `psks`, must outlive
                                                  the server */
    bool anonymous_clients; /* `credentials` name no CAs, and so let everybody in */
    enum dtl_keys keys;
    enum dtl_resumption resumption;
    uint32_t clients_max; /* associations at once; 0: DTL_CLIENTS_DEFAULT, or fewer if the engine
                             holds fewer */
};

#endif
