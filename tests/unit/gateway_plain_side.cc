// SPDX-License-Identifier: Apache-2.0
//
// The sockets to the service: one for each association, and what becomes of datagrams while the
// service is away.

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <set>
#include <string>

extern "C" {
#include "host/gateway/plain_side.h"
}

namespace
{

// A UDP socket on the loopback interface.
class Service
{
  public:
    explicit Service(uint16_t port = 0)
    {
        dtl_addr a{};
        a.in4.sin_family = AF_INET;
        a.in4.sin_port = htons(port);
        a.in4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
        EXPECT_EQ(bind(fd, &a.sa, sizeof a.in4), 0);
        socklen_t len = sizeof address;
        EXPECT_EQ(getsockname(fd, &address.sa, &len), 0);
    }
    ~Service()
    {
        close(fd);
    }
    Service(const Service &) = delete;

    // The next datagram, "(nothing)" if there is none. Its sender is in `peer`.
    std::string Receive()
    {
        char data[64];
        socklen_t len = sizeof peer;
        ssize_t n = recvfrom(fd, data, sizeof data, 0, &peer.sa, &len);
        return n < 0 ? "(nothing)" : std::string(data, static_cast<size_t>(n));
    }

    int fd;
    dtl_addr address{}, peer{};
};

constexpr uint32_t kSlots = 4;

class GatewayPlainSide : public ::testing::Test
{
  protected:
    void SetUp() override
    {
        ASSERT_EQ(uv_loop_init(&shared_.loop), 0);
        ASSERT_EQ(dtl_rx_init(&shared_.rx), 0);
    }
    void TearDown() override
    {
        dtl_plain_side_close(&side_);
        uv_run(&shared_.loop, UV_RUN_DEFAULT);
        EXPECT_EQ(uv_loop_close(&shared_.loop), 0);
        dtl_rx_free(shared_.rx);
    }

    void Serve(const dtl_addr &address)
    {
        char err[256] = "";
        ASSERT_EQ(dtl_plain_side_init(&side_, &shared_, &address, kSlots, err, sizeof err), 0)
            << err;
    }
    void Send(dtl_assoc assoc, const std::string &text)
    {
        dtl_plain_side_send(&side_, assoc, reinterpret_cast<const uint8_t *>(text.data()),
                            text.size());
    }

    static dtl_assoc Assoc(uint32_t slot, uint32_t generation)
    {
        return uint64_t{generation} << 32 | slot;
    }

    dtl_shared shared_{};
    dtl_plain_side side_{};
};

TEST_F(GatewayPlainSide, EachAssociationHasAPortOfItsOwn)
{
    Service service;
    Serve(service.address);
    std::set<uint16_t> ports;
    for (uint32_t slot = 0; slot < kSlots; slot++) {
        ASSERT_EQ(dtl_plain_side_open(&side_, Assoc(slot, 1)), 0);
        Send(Assoc(slot, 1), std::to_string(slot));
        EXPECT_EQ(service.Receive(), std::to_string(slot));
        ports.insert(dtl_addr_port(&service.peer));
    }
    EXPECT_EQ(ports.size(), kSlots);
}

TEST_F(GatewayPlainSide, AnEmptyDatagramIsADatagram)
{
    Service service;
    Serve(service.address);
    ASSERT_EQ(dtl_plain_side_open(&side_, Assoc(0, 1)), 0);
    Send(Assoc(0, 1), "");
    EXPECT_EQ(service.Receive(), "");
}

TEST_F(GatewayPlainSide, DropsAndCountsWhatIsForNoAssociation)
{
    Service service;
    Serve(service.address);
    ASSERT_EQ(dtl_plain_side_open(&side_, Assoc(0, 2)), 0);
    Send(Assoc(0, 1), "of the one before");
    Send(Assoc(1, 1), "of nobody");
    dtl_plain_side_drop(&side_, Assoc(0, 1)); // is not there any more: no harm
    dtl_plain_side_drop(&side_, Assoc(0, 2));
    Send(Assoc(0, 2), "of one that has ended");
    EXPECT_EQ(shared_.counts.backend_drop_closed, 3u);
    EXPECT_EQ(service.Receive(), "(nothing)");
}

// The kernel reports the refusal of one datagram on the next call, which it does not carry out.
TEST_F(GatewayPlainSide, ARefusalDoesNotCostTheNextDatagram)
{
    dtl_addr address;
    {
        Service away;
        address = away.address;
    }
    Serve(address);
    ASSERT_EQ(dtl_plain_side_open(&side_, Assoc(0, 1)), 0);
    Send(Assoc(0, 1), "nobody hears this");
    Service service(dtl_addr_port(&address));
    Send(Assoc(0, 1), "but this");
    EXPECT_EQ(service.Receive(), "but this");
    EXPECT_EQ(shared_.counts.backend_errors, 1u);
    EXPECT_EQ(shared_.counts.backend_datagrams_out, 2u);
    EXPECT_EQ(shared_.counts.backend_send_errors, 0u);
}

TEST_F(GatewayPlainSide, CountsWhatTheKernelDoesNotSend)
{
    Service service;
    Serve(service.address);
    ASSERT_EQ(dtl_plain_side_open(&side_, Assoc(0, 1)), 0);
    Send(Assoc(0, 1), std::string(70000, 'x')); // no UDP datagram is that long
    EXPECT_EQ(shared_.counts.backend_send_errors, 1u);
    EXPECT_EQ(shared_.counts.backend_datagrams_out, 0u);
}

TEST_F(GatewayPlainSide, SaysAtOnceThatNoSocketCanBeConnectedToTheService)
{
    dtl_addr broadcast{};
    broadcast.in4.sin_family = AF_INET;
    broadcast.in4.sin_port = htons(9);
    broadcast.in4.sin_addr.s_addr = htonl(INADDR_BROADCAST); // needs a permission
    char err[256] = "";
    EXPECT_EQ(dtl_plain_side_init(&side_, &shared_, &broadcast, kSlots, err, sizeof err),
              DTL_ERR_IO);
    EXPECT_STREQ(err, "cannot reach the backend 255.255.255.255:9: Permission denied");
}

// What fails later, for one association.
TEST_F(GatewayPlainSide, SaysWhyAnAssociationGetsNoSocket)
{
    Service service;
    Serve(service.address);
    rlimit limit;
    ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
    const rlimit none = {0, limit.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
    dtl_app app = dtl_plain_side_app(&side_);
    dtl_out out{};
    out.assoc = Assoc(0, 1);
    char err[256] = "";
    EXPECT_EQ(app.established(app.ctx, &out, err, sizeof err), DTL_ERR_IO);
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
    EXPECT_STREQ(err, "no socket to the backend: Too many open files");
    EXPECT_EQ(shared_.counts.backend_open_errors, 1u);
    Send(Assoc(0, 1), "x");
    EXPECT_EQ(shared_.counts.backend_drop_closed, 1u);
}

} // namespace
