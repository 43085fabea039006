// SPDX-License-Identifier: Apache-2.0
//
// Bursts of datagrams over the loopback interface: each answer leaves from the address that was
// asked, and what does not fit is counted.

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <memory>
#include <string>

extern "C" {
#include "host/loop/udp.h"
}

namespace
{

dtl_addr Addr(const std::string &text)
{
    dtl_addr a;
    char err[256] = "";
    EXPECT_EQ(dtl_addr_parse(&a, text.c_str(), err, sizeof err), 0) << err;
    return a;
}

dtl_addr BoundTo(int fd)
{
    dtl_addr a{};
    socklen_t len = sizeof a;
    EXPECT_EQ(getsockname(fd, &a.sa, &len), 0);
    return a;
}

bool WaitReadable(int fd)
{
    pollfd p{fd, POLLIN, 0};
    return poll(&p, 1, 5000) == 1;
}

class Listener
{
  public:
    explicit Listener(const std::string &where)
    {
        dtl_addr a = Addr(where);
        char err[256] = "";
        fd = dtl_udp_listen(&a, err, sizeof err);
        EXPECT_GE(fd, 0) << err;
        EXPECT_EQ(dtl_rx_init(&rx), 0);
        EXPECT_EQ(dtl_tx_init(&tx), 0);
    }
    ~Listener()
    {
        dtl_rx_free(rx);
        dtl_tx_free(tx);
        close(fd);
    }
    Listener(const Listener &) = delete;

    uint16_t port() const
    {
        dtl_addr a = BoundTo(fd);
        return dtl_addr_port(&a);
    }

    int fd;
    dtl_rx *rx = nullptr;
    dtl_tx *tx = nullptr;
    dtl_counts counts{};
};

// A socket connected to `to`: the kernel gives it answers from that address only.
class Client
{
  public:
    Client(const std::string &ip, uint16_t port)
    {
        dtl_addr a = Addr(ip + ":" + std::to_string(port));
        fd = dtl_udp_connect(&a);
        EXPECT_GE(fd, 0);
    }
    ~Client()
    {
        close(fd);
    }
    Client(const Client &) = delete;

    void Send(const std::string &data)
    {
        EXPECT_EQ(send(fd, data.data(), data.size(), 0), static_cast<ssize_t>(data.size()));
    }
    std::string Receive()
    {
        char data[2048];
        if (!WaitReadable(fd))
            return "(nothing)";
        ssize_t n = recv(fd, data, sizeof data, 0);
        return std::string(data, n < 0 ? 0 : static_cast<size_t>(n));
    }

    int fd;
};

void EchoOnce(Listener &l)
{
    ASSERT_TRUE(WaitReadable(l.fd));
    ASSERT_EQ(dtl_rx_burst(l.rx, l.fd), 1);
    dtl_path path;
    ASSERT_TRUE(dtl_rx_path(l.rx, 0, &path));
    dtl_datagram d = dtl_rx_get(l.rx, 0);
    dtl_tx_add(l.tx, &path, d.data, d.len);
    dtl_tx_flush(l.tx, l.fd, &l.counts);
}

TEST(LoopUdp, AWildcardAnswersFromTheAddressThatWasAsked)
{
    const struct {
        const char *listen, *ask;
    } cases[] = {
        {"0.0.0.0:0", "127.0.0.1"}, {"0.0.0.0:0", "127.0.0.2"}, {"127.0.0.3:0", "127.0.0.3"},
        {"[::]:0", "[::1]"},        {"[::]:0", "127.0.0.2"},
    };
    for (const auto &c : cases) {
        Listener l(c.listen);
        Client client(c.ask, l.port());
        client.Send("hello");
        EchoOnce(l);
        EXPECT_EQ(client.Receive(), "hello") << c.listen << " asked as " << c.ask;
    }
}

TEST(LoopUdp, TakesABurstAndLeavesTheRest)
{
    Listener l("127.0.0.1:0");
    Client client("127.0.0.1", l.port());
    for (int i = 0; i < DTL_UDP_BURST + 3; i++)
        client.Send(std::to_string(i));
    ASSERT_EQ(dtl_rx_burst(l.rx, l.fd), DTL_UDP_BURST);
    dtl_datagram last = dtl_rx_get(l.rx, DTL_UDP_BURST - 1);
    EXPECT_EQ(std::string(reinterpret_cast<const char *>(last.data), last.len),
              std::to_string(DTL_UDP_BURST - 1));
    EXPECT_EQ(dtl_rx_burst(l.rx, l.fd), 3);
    EXPECT_EQ(dtl_rx_burst(l.rx, l.fd), 0);
}

TEST(LoopUdp, KnowsWhatTheKernelDropped)
{
    Listener l("127.0.0.1:0");
    Client client("127.0.0.1", l.port());
    EXPECT_EQ(dtl_udp_dropped(l.fd), 0u);
    const int sent = 20000;
    for (int i = 0; i < sent; i++)
        client.Send("nobody reads this");
    int taken = 0;
    for (int n; (n = dtl_rx_burst(l.rx, l.fd)) > 0;)
        taken += n;
    EXPECT_GT(taken, 0);
    EXPECT_EQ(dtl_udp_dropped(l.fd), static_cast<uint32_t>(sent - taken));
}

TEST(LoopUdp, MarksADatagramThatIsTooLong)
{
    Listener l("127.0.0.1:0");
    Client client("127.0.0.1", l.port());
    client.Send(std::string(DTL_DATAGRAM_MAX, 'x'));
    client.Send(std::string(DTL_DATAGRAM_MAX + 1, 'x'));
    client.Send("");
    ASSERT_EQ(dtl_rx_burst(l.rx, l.fd), 3);
    EXPECT_FALSE(dtl_rx_get(l.rx, 0).too_long);
    EXPECT_EQ(dtl_rx_get(l.rx, 0).len, static_cast<size_t>(DTL_DATAGRAM_MAX));
    EXPECT_TRUE(dtl_rx_get(l.rx, 1).too_long);
    EXPECT_FALSE(dtl_rx_get(l.rx, 2).too_long);
    EXPECT_EQ(dtl_rx_get(l.rx, 2).len, 0u);
}

TEST(LoopUdp, SendsManyAndCountsThem)
{
    Listener l("127.0.0.1:0");
    Client client("127.0.0.1", l.port());
    dtl_addr peer = BoundTo(client.fd), local = Addr("127.0.0.1:0");
    dtl_path path;
    dtl_path_pack(&path, &peer, &local);
    unsigned n = 0;
    for (; dtl_tx_room(l.tx); n++)
        dtl_tx_add(l.tx, &path, reinterpret_cast<const uint8_t *>("abc"), 3);
    EXPECT_GE(n, 32u);
    EXPECT_FALSE(dtl_tx_empty(l.tx));
    dtl_tx_flush(l.tx, l.fd, &l.counts);
    EXPECT_TRUE(dtl_tx_empty(l.tx));
    EXPECT_TRUE(dtl_tx_room(l.tx));
    EXPECT_EQ(l.counts.cipher_datagrams_out, n);
    EXPECT_EQ(l.counts.cipher_bytes_out, 3u * n);
    for (unsigned i = 0; i < n; i++)
        ASSERT_EQ(client.Receive(), "abc");
}

TEST(LoopUdp, RoomMeansRoomForTheLongestDatagram)
{
    Listener l("127.0.0.1:0");
    dtl_addr peer = Addr("127.0.0.1:9"), local = Addr("127.0.0.1:0");
    dtl_path path;
    dtl_path_pack(&path, &peer, &local);
    const std::string longest(DTL_DATAGRAM_MAX, 'x');
    unsigned n = 0;
    for (; dtl_tx_room(l.tx); n++)
        dtl_tx_add(l.tx, &path, reinterpret_cast<const uint8_t *>(longest.data()), longest.size());
    EXPECT_GE(n, 1u);
}

// One datagram that the kernel refuses does not hold up the others.
TEST(LoopUdp, DropsAndCountsWhatTheKernelRefuses)
{
    Listener l("127.0.0.1:0");
    Client client("127.0.0.1", l.port());
    dtl_addr good = BoundTo(client.fd), bad = good, local = Addr("127.0.0.1:0");
    bad.in4.sin_addr.s_addr = htonl(0xffffffff); // broadcast without permission
    dtl_path good_path, bad_path;
    dtl_path_pack(&good_path, &good, &local);
    dtl_path_pack(&bad_path, &bad, &local);
    const auto *data = reinterpret_cast<const uint8_t *>("abc");
    dtl_tx_add(l.tx, &good_path, data, 3);
    dtl_tx_add(l.tx, &bad_path, data, 3);
    dtl_tx_add(l.tx, &good_path, data, 3);
    dtl_tx_flush(l.tx, l.fd, &l.counts);
    EXPECT_TRUE(dtl_tx_empty(l.tx));
    EXPECT_EQ(l.counts.cipher_send_errors, 1u);
    EXPECT_EQ(l.counts.cipher_datagrams_out, 2u);
    EXPECT_EQ(client.Receive(), "abc");
    EXPECT_EQ(client.Receive(), "abc");
}

bool SamePath(const dtl_path &a, const dtl_path &b)
{
    return a.len == b.len && !memcmp(a.bytes, b.bytes, a.len);
}

TEST(LoopUdp, ADialledSocketKnowsThePathOfWhatItWillReceive)
{
    for (const std::string where : {"127.0.0.1", "[::1]"}) {
        Listener l(where + ":0");
        const dtl_addr server = BoundTo(l.fd);
        dtl_path dialled, received;
        int fd = dtl_udp_dial(&server, &dialled);
        ASSERT_GE(fd, 0);
        const dtl_addr us = BoundTo(fd);
        ASSERT_EQ(sendto(l.fd, "x", 1, 0, &us.sa, dtl_addr_len(&us)), 1);
        ASSERT_TRUE(WaitReadable(fd));
        ASSERT_EQ(dtl_rx_burst(l.rx, fd), 1);
        ASSERT_TRUE(dtl_rx_path(l.rx, 0, &received));
        EXPECT_TRUE(SamePath(dialled, received)) << where;
        close(fd);
    }
}

// The kernel reports the refusal of one datagram on the next call, which it does not carry out.
TEST(LoopUdp, TellsOfARefusalWithoutLosingTheNextDatagram)
{
    auto away = std::make_unique<Listener>("127.0.0.1:0");
    const dtl_addr server = BoundTo(away->fd);
    away.reset();
    dtl_path path;
    int fd = dtl_udp_dial(&server, &path);
    ASSERT_GE(fd, 0);
    dtl_tx *tx;
    dtl_counts counts{};
    ASSERT_EQ(dtl_tx_init(&tx), 0);
    dtl_tx_add(tx, &path, reinterpret_cast<const uint8_t *>("1"), 1);
    EXPECT_EQ(dtl_tx_flush(tx, fd, &counts), 0);
    Listener back("127.0.0.1:" + std::to_string(dtl_addr_port(&server)));
    dtl_tx_add(tx, &path, reinterpret_cast<const uint8_t *>("2"), 1);
    EXPECT_EQ(dtl_tx_flush(tx, fd, &counts), ECONNREFUSED);
    EXPECT_EQ(counts.cipher_datagrams_out, 2u);
    EXPECT_EQ(counts.cipher_send_errors, 0u);
    ASSERT_TRUE(WaitReadable(back.fd));
    ASSERT_EQ(dtl_rx_burst(back.rx, back.fd), 1);
    EXPECT_EQ(dtl_rx_get(back.rx, 0).data[0], '2');
    dtl_tx_free(tx);
    close(fd);
}

TEST(LoopUdp, SaysWhatToDoAboutABusyPort)
{
    Listener l("127.0.0.1:0");
    dtl_addr same = BoundTo(l.fd);
    char err[256] = "";
    EXPECT_EQ(dtl_udp_listen(&same, err, sizeof err), DTL_ERR_IO);
    EXPECT_EQ(std::string(err), "cannot listen on 127.0.0.1:" + std::to_string(l.port()) +
                                    ": Address already in use; stop the program that has this "
                                    "port, or choose another");
}

TEST(LoopUdp, SaysThatAnAddressIsNotOurs)
{
    dtl_addr elsewhere = Addr("192.0.2.1:0");
    char err[256] = "";
    EXPECT_EQ(dtl_udp_listen(&elsewhere, err, sizeof err), DTL_ERR_IO);
    EXPECT_NE(std::string(err).find("no interface of this machine has this address"),
              std::string::npos)
        << err;
}

} // namespace
