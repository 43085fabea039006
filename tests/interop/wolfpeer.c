/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wolfSSL as a DTLS 1.2 peer, since Debian packages its library but no programs.
 *
 *     wolfpeer suites|version                          the suites of this build, colons between
 *     wolfpeer client PORT SUITE CA full|id|ticket     lines of standard input out as records,
 *                                                      replies to standard output
 *     wolfpeer server PORT SUITE CERT KEY full|id|ticket    echoes every record, one client at a
 * time
 *
 * A client that shall resume connects, says goodbye, and connects again. Each handshake that
 * succeeds says `established suite=... resumed=0|1` on standard error.
 */
#define _POSIX_C_SOURCE 200809L
#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <wolfssl/options.h>
#include <wolfssl/ssl.h>

enum { RECORD_MAX = 16384, IDLE = -1 };

static void die(const char *what)
{
    fprintf(stderr, "wolfpeer: %s failed\n", what);
    exit(1);
}

static int local_socket(void)
{
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (fd < 0 || fcntl(fd, F_SETFL, O_NONBLOCK) != 0)
        die("socket");
    return fd;
}

static struct sockaddr_in local_address(const char *port)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(port))};
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return a;
}

static bool want_more(WOLFSSL *ssl, int result)
{
    int e = wolfSSL_get_error(ssl, result);
    return e == WOLFSSL_ERROR_WANT_READ || e == WOLFSSL_ERROR_WANT_WRITE;
}

static bool handshake(WOLFSSL *ssl, int (*step)(WOLFSSL *))
{
    for (;;) {
        int r = step(ssl);
        if (r == WOLFSSL_SUCCESS)
            break;
        if (!want_more(ssl, r)) {
            fprintf(stderr, "handshake failed, error %d\n", wolfSSL_get_error(ssl, r));
            return false;
        }
        struct pollfd p = {.fd = wolfSSL_get_fd(ssl), .events = POLLIN};
        if (poll(&p, 1, 1000 * wolfSSL_dtls_get_current_timeout(ssl)) == 0 &&
            wolfSSL_dtls_got_timeout(ssl) != WOLFSSL_SUCCESS)
            return false;
    }
    fprintf(stderr, "established suite=%s resumed=%d\n", wolfSSL_get_cipher(ssl),
            wolfSSL_session_reused(ssl));
    return true;
}

/* Hands every record that has come to `take`. Returns false when the association is over. */
static bool read_all(WOLFSSL *ssl, void (*take)(WOLFSSL *, const char *, int))
{
    static char record[RECORD_MAX];
    int n;
    while ((n = wolfSSL_read(ssl, record, sizeof record)) > 0)
        take(ssl, record, n);
    return want_more(ssl, n);
}

/* ---- the client ---- */

static void show(WOLFSSL *ssl, const char *record, int n)
{
    (void)ssl;
    if (write(STDOUT_FILENO, record, (size_t)n) != n)
        die("write");
}

/* What is typed at once is one record. */
static void converse(WOLFSSL *ssl)
{
    static char typed[RECORD_MAX];
    fprintf(stderr, "connected\n");
    for (;;) {
        struct pollfd p[] = {{.fd = wolfSSL_get_fd(ssl), .events = POLLIN},
                             {.fd = STDIN_FILENO, .events = POLLIN}};
        poll(p, 2, IDLE);
        if (p[0].revents && !read_all(ssl, show))
            return;
        if (p[1].revents) {
            ssize_t n = read(STDIN_FILENO, typed, sizeof typed);
            if (n <= 0)
                return;
            if (wolfSSL_write(ssl, typed, (int)n) != n)
                die("wolfSSL_write");
        }
    }
}

/* Returns the session for the next connection, or NULL if this one was the last. */
static WOLFSSL_SESSION *connect_once(WOLFSSL_CTX *ctx, const char *port, const char *mode,
                                     WOLFSSL_SESSION *resume, bool last)
{
    struct sockaddr_in server = local_address(port);
    int fd = local_socket();
    WOLFSSL *ssl = wolfSSL_new(ctx);
    wolfSSL_dtls_set_peer(ssl, &server, sizeof server);
    wolfSSL_set_fd(ssl, fd);
    wolfSSL_dtls_set_using_nonblock(ssl, 1);
    wolfSSL_check_domain_name(ssl, "localhost");
    wolfSSL_UseSupportedCurve(ssl, WOLFSSL_ECC_SECP256R1);
    if (strcmp(mode, "ticket") == 0)
        wolfSSL_UseSessionTicket(ssl);
    if (resume)
        wolfSSL_set_session(ssl, resume);
    if (!handshake(ssl, wolfSSL_connect))
        exit(1);
    if (last)
        converse(ssl);
    WOLFSSL_SESSION *session = last ? NULL : wolfSSL_get1_session(ssl);
    wolfSSL_shutdown(ssl);
    wolfSSL_free(ssl);
    close(fd);
    return session;
}

static void client(const char *port, const char *suite, const char *ca, const char *mode)
{
    WOLFSSL_CTX *ctx = wolfSSL_CTX_new(wolfDTLSv1_2_client_method());
    if (wolfSSL_CTX_set_cipher_list(ctx, suite) != WOLFSSL_SUCCESS)
        die("the choice of this suite");
    if (wolfSSL_CTX_load_verify_locations(ctx, ca, NULL) != WOLFSSL_SUCCESS)
        die("reading the CA");
    WOLFSSL_SESSION *session = NULL;
    if (strcmp(mode, "full") != 0)
        session = connect_once(ctx, port, mode, NULL, false);
    connect_once(ctx, port, mode, session, true);
}

/* ---- the server ---- */

static void echo(WOLFSSL *ssl, const char *record, int n)
{
    if (wolfSSL_write(ssl, record, n) != n)
        die("wolfSSL_write");
}

static bool is_hello(const unsigned char *d, ssize_t n)
{
    return n > 13 && d[0] == 22 && d[3] == 0 && d[4] == 0 && d[13] == 1;
}

/* Waits for a datagram and leaves it where it is. Returns false when a new client says hello. */
static bool await_datagram(int fd, struct sockaddr_in *current)
{
    for (;;) {
        unsigned char start[14];
        struct sockaddr_in from;
        socklen_t len = sizeof from;
        struct pollfd p = {.fd = fd, .events = POLLIN};
        poll(&p, 1, IDLE);
        ssize_t n = recvfrom(fd, start, sizeof start, MSG_PEEK, (struct sockaddr *)&from, &len);
        if (n >= 0 && from.sin_port == current->sin_port)
            return true;
        if (is_hello(start, n)) {
            *current = from;
            return false;
        }
        recv(fd, start, sizeof start, 0); /* a latecomer of an earlier client */
    }
}

static void serve(WOLFSSL_CTX *ctx, int fd, struct sockaddr_in *peer)
{
    WOLFSSL *ssl = wolfSSL_new(ctx);
    wolfSSL_dtls_set_peer(ssl, peer, sizeof *peer);
    wolfSSL_set_fd(ssl, fd);
    wolfSSL_dtls_set_using_nonblock(ssl, 1);
    bool over = !handshake(ssl, wolfSSL_accept);
    while (!over) {
        if (!await_datagram(fd, peer))
            break;
        over = !read_all(ssl, echo);
    }
    if (over)
        peer->sin_port = 0;
    wolfSSL_shutdown(ssl);
    wolfSSL_free(ssl);
}

static void server(const char *port, const char *suite, const char *cert, const char *key,
                   const char *mode)
{
    WOLFSSL_CTX *ctx = wolfSSL_CTX_new(wolfDTLSv1_2_server_method());
    if (wolfSSL_CTX_set_cipher_list(ctx, suite) != WOLFSSL_SUCCESS)
        die("the choice of this suite");
    if (wolfSSL_CTX_use_certificate_file(ctx, cert, WOLFSSL_FILETYPE_PEM) != WOLFSSL_SUCCESS ||
        wolfSSL_CTX_use_PrivateKey_file(ctx, key, WOLFSSL_FILETYPE_PEM) != WOLFSSL_SUCCESS)
        die("reading the certificate");
    if (strcmp(mode, "ticket") != 0)
        wolfSSL_CTX_NoTicketTLSv12(ctx);
    struct sockaddr_in here = local_address(port), peer = {0};
    int fd = local_socket();
    if (bind(fd, (struct sockaddr *)&here, sizeof here) != 0)
        die("bind");
    fprintf(stderr, "listening\n");
    for (;;) {
        if (!peer.sin_port)
            await_datagram(fd, &peer);
        serve(ctx, fd, &peer);
    }
}

static void suites(void)
{
    static char list[8192];
    if (wolfSSL_get_ciphers(list, sizeof list) != WOLFSSL_SUCCESS)
        die("wolfSSL_get_ciphers");
    printf("%s\n", list);
}

int main(int argc, char **argv)
{
    if (wolfSSL_Init() != WOLFSSL_SUCCESS)
        die("wolfSSL_Init");
    if (argc == 2 && strcmp(argv[1], "suites") == 0)
        suites();
    else if (argc == 2 && strcmp(argv[1], "version") == 0)
        printf("%s\n", wolfSSL_lib_version());
    else if (argc == 6 && strcmp(argv[1], "client") == 0)
        client(argv[2], argv[3], argv[4], argv[5]);
    else if (argc == 7 && strcmp(argv[1], "server") == 0)
        server(argv[2], argv[3], argv[4], argv[5], argv[6]);
    else {
        fprintf(stderr, "wolfpeer: see the top of tests/interop/wolfpeer.c\n");
        return 2;
    }
    return 0;
}
