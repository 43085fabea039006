/* SPDX-License-Identifier: Apache-2.0 */
#include "host/loop/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "host/loop/addr.h"

#define LINE_MAX_BYTES 1024
#define NAME_MAX_BYTES 160

void dtl_escape(char *out, const uint8_t *in, size_t len)
{
    static const char hex[] = "0123456789abcdef";
    for (size_t i = 0; i < len; i++) {
        uint8_t c = in[i];
        if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
            *out++ = (char)c;
            continue;
        }
        *out++ = '\\';
        *out++ = 'x';
        *out++ = hex[c >> 4];
        *out++ = hex[c & 15];
    }
    *out = '\0';
}

void dtl_log(const char *format, ...)
{
    char line[LINE_MAX_BYTES];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(line, sizeof line - 1, format, args);
    va_end(args);
    if (n < 0)
        return;
    size_t len = (size_t)n < sizeof line - 2 ? (size_t)n : sizeof line - 2;
    line[len++] = '\n';
    /* A log that cannot be written must not stop the program. */
    if (write(STDERR_FILENO, line, len) < 0)
        return;
}

static void format_path(const struct dtl_path *path, char peer[DTL_ADDR_STRLEN])
{
    struct dtl_addr from, asked;
    dtl_path_unpack(path, &from, &asked);
    dtl_addr_format(&from, peer);
}

static uint32_t generation(dtl_assoc a)
{
    return (uint32_t)(a >> 32);
}

/* A name that a peer gave, cut to a length that leaves room for the rest of the line. */
struct name {
    char text[DTL_ESCAPED_MAX(NAME_MAX_BYTES)];
};

#define QUOTED_MAX (sizeof(struct name) + 16) /* with key, quotes */

static struct name escaped(const void *bytes, size_t len)
{
    struct name n;
    dtl_escape(n.text, bytes, len < NAME_MAX_BYTES ? len : NAME_MAX_BYTES);
    return n;
}

void dtl_log_established(const struct dtl_out *out, const char *engine)
{
    char peer[DTL_ADDR_STRLEN];
    struct name name = escaped(out->established.identity, out->established.identity_len);
    format_path(out->path, peer);
    dtl_log("event=established association=%u.%u peer=%s %s=\"%s\" suite=%s resumed=%s engine=%s "
            "handover_seq=%llu",
            dtl_assoc_slot(out->assoc), generation(out->assoc), peer,
            out->established.certificate ? "subject" : "identity", name.text,
            out->established.suite, out->established.resumed ? "yes" : "no", engine,
            (unsigned long long)out->established.handover_seq);
}

static void format_detail(const struct dtl_out *out, char *text, size_t len)
{
    int detail = out->closed.detail;
    text[0] = '\0';
    if (out->closed.reason == DTL_CLOSE_FATAL_ALERT)
        snprintf(text, len, " alert=%d", detail);
    else if (out->closed.reason == DTL_CLOSE_ENGINE || out->closed.reason == DTL_CLOSE_LIMIT)
        snprintf(text, len, " result=\"%s\"", dtl_result_str((enum dtl_result)detail));
    else if (detail && !out->closed.why)
        snprintf(text, len, " mbedtls=-0x%04x", (unsigned)-detail);
}

/* "" if there is nothing to say. */
static void format_quoted(char *text, size_t len, const char *key, const void *bytes, size_t n)
{
    text[0] = '\0';
    if (n)
        snprintf(text, len, " %s=\"%s\"", key, escaped(bytes, n).text);
}

void dtl_log_closed(const struct dtl_out *out)
{
    char peer[DTL_ADDR_STRLEN], detail[128], why[QUOTED_MAX], name[QUOTED_MAX];
    format_path(out->path, peer);
    format_detail(out, detail, sizeof detail);
    format_quoted(why, sizeof why, "why", out->closed.why,
                  out->closed.why ? strlen(out->closed.why) : 0);
    format_quoted(name, sizeof name, out->closed.certificate ? "subject" : "identity",
                  out->closed.identity, out->closed.identity_len);
    dtl_log("event=%s association=%u.%u peer=%s%s reason=\"%s\"%s%s",
            out->closed.was_established ? "closed" : "handshake_failed", dtl_assoc_slot(out->assoc),
            generation(out->assoc), peer, name,
            dtl_close_reason_str((enum dtl_close_reason)out->closed.reason), detail, why);
}

void dtl_log_error(dtl_assoc assoc, const char *what)
{
    dtl_log("event=error association=%u.%u what=\"%s\"", dtl_assoc_slot(assoc), generation(assoc),
            what);
}
