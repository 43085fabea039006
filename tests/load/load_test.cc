// SPDX-License-Identifier: Apache-2.0
//
// More clients at once than one would try by hand, against a real gateway over loopback.
#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

extern "C" {
#include "driver/soft/soft.h"
#include "host/cli/clock.h"
#include "tests/load/crowd.h"
#include "tests/load/echo_service.h"
#include "tests/load/gateway_process.h"

const struct dtl_engine_kind *const dtl_engine_kinds[] = {&dtl_engine_soft, nullptr};
}

namespace
{

constexpr uint64_t kPatienceMs = 60000; // until a test gives up; none depends on being faster
constexpr uint32_t kWindow = 32;        // clients that do something at the same time
const uint8_t kPsk[16] = {1, 2, 3};
const char *const kPskOption = "crowd:01020300000000000000000000000000";

struct Client {
    bool established = false;
    uint32_t asked = 0, answered = 0;
};

// A service, a gateway, and clients that check that each reply is their own.
class Load : public ::testing::Test
{
  protected:
    void Start(const char *engine, uint32_t clients, std::vector<const char *> options,
               uint32_t retransmit_ms)
    {
        service_ = echo_service_start();
        options.insert(options.end(), {"--engine", engine, "--psk", kPskOption, nullptr});
        gateway_ = gateway_process_start(echo_service_port(service_), options.data());
        clients_.resize(clients);
        crowd_config config{};
        config.server = gateway_process_address(gateway_);
        config.clients = clients;
        config.net = 1;
        config.retransmit_ms = retransmit_ms;
        config.psk_identity = "crowd";
        config.psk = kPsk;
        config.psk_len = sizeof kPsk;
        config.ctx = this;
        config.established = OnEstablished;
        config.data = OnData;
        config.closed = OnClosed;
        crowd_ = crowd_init(&config);
    }

    void Stop()
    {
        static char counters[16384];
        EXPECT_EQ(gateway_process_stop(gateway_, counters, sizeof counters), 0);
        gateway_ = nullptr;
        counters_ = counters;
    }

    void TearDown() override
    {
        if (gateway_)
            Stop();
        if (crowd_)
            crowd_free(crowd_);
        if (service_)
            echo_service_stop(service_);
    }

    uint64_t Count(const char *counter) const
    {
        return gateway_counter(counters_.c_str(), counter);
    }

    void Connect(uint32_t client)
    {
        crowd_connect(crowd_, client, nullptr, 0, CROWD_UNLIMITED);
    }

    void Say(uint32_t client)
    {
        clients_[client].asked++;
        std::string text = Text(client);
        ASSERT_TRUE(crowd_send(crowd_, client, reinterpret_cast<const uint8_t *>(text.data()),
                               text.size()));
    }

    void ComeAgain()
    {
        for (uint32_t i = 0; i < clients_.size(); i++)
            if (!clients_[i].established && !clients_[i].asked) {
                crowd_vanish(crowd_, i);
                Connect(i);
            }
    }

    bool RunUntil(const std::function<bool()> &done, uint64_t ms = kPatienceMs)
    {
        for (uint64_t end = dtl_clock_ms() + ms; !done();) {
            if (dtl_clock_ms() >= end)
                return false;
            crowd_run(crowd_, 100);
        }
        return true;
    }

    // Each client does something, a few at a time; `done` counts those that have got what they
    // want.
    void Each(const std::function<void(uint32_t)> &begin, const std::function<uint32_t()> &done)
    {
        uint32_t before = done();
        for (uint32_t i = 0; i < clients_.size(); i++) {
            begin(i);
            ASSERT_TRUE(RunUntil([&] { return done() - before + kWindow > i; })) << "client " << i;
        }
        ASSERT_TRUE(RunUntil([&] { return done() - before == clients_.size(); }));
    }

    uint32_t established_ = 0, answers_ = 0, closed_ = 0;
    std::vector<Client> clients_;
    gateway_process *gateway_ = nullptr;
    std::string counters_;
    crowd *crowd_ = nullptr;

  private:
    std::string Text(uint32_t client) const
    {
        return "client " + std::to_string(client) + ", " + std::to_string(clients_[client].asked);
    }

    static void OnEstablished(void *ctx, uint32_t client, const dtl_out *)
    {
        auto *self = static_cast<Load *>(ctx);
        self->clients_[client].established = true;
        self->established_++;
    }

    static void OnData(void *ctx, uint32_t client, const uint8_t *data, size_t len)
    {
        auto *self = static_cast<Load *>(ctx);
        EXPECT_EQ(std::string(reinterpret_cast<const char *>(data), len), self->Text(client));
        self->clients_[client].answered++;
        self->answers_++;
    }

    static void OnClosed(void *ctx, uint32_t client, const dtl_out *)
    {
        auto *self = static_cast<Load *>(ctx);
        self->clients_[client].established = false;
        self->closed_++;
    }

    echo_service *service_ = nullptr;
};

TEST_F(Load, TenThousandAssociationsAreHeldAndServed)
{
    constexpr uint32_t kClients = 10000;
    Start("soft", kClients, {"--max-clients", "10000"}, 10000);
    gateway_usage before = gateway_process_usage(gateway_);
    auto established = [&] { return established_; };
    auto answers = [&] { return answers_; };
    ASSERT_NO_FATAL_FAILURE(Each([&](uint32_t i) { Connect(i); }, established));
    ASSERT_NO_FATAL_FAILURE(Each([&](uint32_t i) { Say(i); }, answers));
    gateway_usage held = gateway_process_usage(gateway_);
    std::cout << "gateway: " << (held.rss_kib - before.rss_kib) * 1024 / kClients
              << " bytes resident for each association, " << held.descriptors << " descriptors, "
              << held.cpu_s << " s of processor time\n";

    // All still there, the first as well as the last.
    ASSERT_NO_FATAL_FAILURE(Each([&](uint32_t i) { Say(i); }, answers));
    EXPECT_EQ(closed_, 0u);
    Stop();
    EXPECT_EQ(Count("core.handshakes_completed"), kClients);
    EXPECT_EQ(Count("core.handshakes_failed"), 0u);
    EXPECT_EQ(Count("gateway.backend_datagrams_out"), 2 * kClients);
    EXPECT_EQ(Count("gateway.backend_datagrams_in"), 2 * kClients);
    EXPECT_EQ(counters_.find("drop"), std::string::npos) << counters_;
}

// The RTL has 128 places. Whoever is left over when all are taken is served when he comes again and
// there are places: a handshake that lost its place to another is not told, and would wait long.
TEST_F(Load, TwoHundredClientsShareTheModelsPlaces)
{
    constexpr uint32_t kClients = 200;
    Start("model", kClients, {}, 500);
    uint32_t places = gateway_process_clients_max(gateway_);
    ASSERT_EQ(places, 128u) << "sessions of the model";
    for (uint32_t i = 0; i < kClients; i++)
        Connect(i);
    ASSERT_TRUE(RunUntil([&] { return established_ == places; })) << established_;
    for (uint32_t i = 0; i < kClients; i++)
        if (clients_[i].established)
            Say(i);
    ASSERT_TRUE(RunUntil([&] { return answers_ == places; })) << answers_;
    ASSERT_EQ(established_, places) << "more clients than the model has sessions";

    for (uint32_t i = 0; i < kClients; i++)
        if (clients_[i].established && clients_[i].asked)
            crowd_close(crowd_, i);
    auto all_served = [&] { return established_ == kClients; };
    for (int tries = 0; tries < 60 && !RunUntil(all_served, 500); tries++)
        ComeAgain();
    ASSERT_EQ(established_, kClients);
    for (uint32_t i = 0; i < kClients; i++)
        if (!clients_[i].asked)
            Say(i);
    ASSERT_TRUE(RunUntil([&] { return answers_ == kClients; })) << answers_;
    for (uint32_t i = 0; i < kClients; i++)
        EXPECT_EQ(clients_[i].answered, 1u) << "client " << i;
    Stop();
    EXPECT_GE(Count("core.handshakes_completed"), kClients);
    uint64_t left_over = Count("core.drop_handshakes_full") + Count("core.drop_associations_full") +
                         Count("core.handshakes_displaced");
    EXPECT_GE(left_over, kClients - places) << counters_;
    EXPECT_EQ(Count("core.drop_auth"), 0u);
}

} // namespace
