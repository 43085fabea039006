/* SPDX-License-Identifier: Apache-2.0 */
/* Requests and responses of the link protocol, byte by byte (PROTOCOL.md sections 2, 3 and 5). */
#ifndef DTL_MESSAGE_H
#define DTL_MESSAGE_H

#include "driver/engine.h"
#include "driver/link/frame.h"

#define DTL_LINK_VERSION 1

enum dtl_opcode {
    DTL_LINK_ATTACH = 0x01,
    DTL_LINK_READ = 0x02,
    DTL_LINK_WRITE = 0x03,
    DTL_LINK_INSTALL = 0x10,
    DTL_LINK_REMOVE = 0x11,
    DTL_LINK_QUERY = 0x12,
    DTL_LINK_SEAL = 0x20,
    DTL_LINK_OPEN = 0x21,
    DTL_LINK_RESPONSE = 0x80, /* this bit is set in the opcodes of responses */
};

#define DTL_INSTALL_LEN 128
#define DTL_QUERY_LEN   48

struct dtl_request {
    uint8_t opcode; /* enum dtl_opcode */
    uint8_t type;
    uint16_t tag;
    dtl_session session;
    uint16_t length; /* of the payload */
    uint16_t address;
    uint32_t value;
};

struct dtl_response {
    uint8_t opcode; /* the request's, without DTL_LINK_RESPONSE */
    uint8_t result;
    uint16_t tag;
    uint8_t type;
    uint8_t flags;
    uint16_t boot;
    uint64_t seq;           /* of a READ: the value */
    const uint8_t *payload; /* within the body */
    uint16_t length;
};

void dtl_request_put(uint8_t out[DTL_FRAME_HEADER_LEN], const struct dtl_request *r);

/* Returns 0, or DTL_ERR_FORMAT if it is no response or its length is not that of the body. */
int dtl_response_get(struct dtl_response *r, const uint8_t *body, size_t len);

void dtl_install_put(uint8_t out[DTL_INSTALL_LEN], const struct dtl_session_params *p);

/* All but last_activity_ms, which the device does not know. */
void dtl_query_get(struct dtl_session_state *s, const uint8_t in[DTL_QUERY_LEN]);

#endif
