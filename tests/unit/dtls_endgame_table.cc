// SPDX-License-Identifier: Apache-2.0
//
// The endgame of the handshake as a table: we are client or server, the handshake is standard or
// resumed. In each cell, every set of records of the last two flights is lost, once and twice; then
// data must flow both ways. Who sent the last flight must answer for it: in a standard handshake
// the server, in a resumed one the client.
#include <gtest/gtest.h>
#include <mbedtls/ssl.h>

#include <map>
#include <random>
#include <set>

#include "tests/unit/dtls_world.h"

using namespace dtls;

namespace
{

struct Cell {
    const char *name;
    bool we_are_client, resumed, tickets;
};

const Cell kCells[] = {
    {"ServerStandard", false, false, false},   {"ServerStandardWithTicket", false, false, true},
    {"ServerResumedById", false, true, false}, {"ServerResumedByTicket", false, true, true},
    {"ClientStandard", true, false, false},    {"ClientStandardWithTicket", true, false, true},
    {"ClientResumedById", true, true, false},  {"ClientResumedByTicket", true, true, true},
};

// Who talks while the flights may still be missing.
enum class Talk { kNobody, kWe, kPeer };

// A record of the last two flights: its direction, type and, if it can be seen, its message. ""
// for any other record.
std::string NameOf(const Packet &p, bool resumed)
{
    std::string from = p.to_us ? "peer's " : "our ";
    if (TypeOf(p.bytes) == DTL_CT_CHANGE_CIPHER_SPEC)
        return from + "ChangeCipherSpec";
    if (TypeOf(p.bytes) != DTL_CT_HANDSHAKE)
        return "";
    if (EpochOf(p.bytes) == 1)
        return from + "Finished";
    int message = p.bytes[DTL_HEADER_LEN];
    if (message == 4)
        return from + "NewSessionTicket";
    if (message == 16)
        return from + "ClientKeyExchange";
    return resumed && message == 2 ? from + "ServerHello" : "";
}

class Connection
{
  public:
    explicit Connection(const Cell &cell)
        : cell_(cell), w([&](dtl_endpoint_config &c) {
              if (cell.we_are_client)
                  AsClient(c);
              c.resumption = true;
          })
    {
        w.record_per_datagram = true;
        w.echo = false;
        if (cell_.resumed)
            FirstSession();
    }

    // The handshake that this is about, under the network that `w` now has.
    void Begin()
    {
        before_ = w.established.size();
        if (!peer_ || !cell_.we_are_client)
            NewPeer();
        if (cell_.we_are_client)
            w.Connect(kPath, nullptr, w.saved);
        else
            peer_->Start();
    }

    // Both sides talk once a while, those that may at once, until both have heard the other.
    // Returns the time it took, or the limit.
    uint64_t Flows(Talk early, uint64_t limit_ms)
    {
        uint64_t start = w.now;
        w.data.clear();
        peer_->received.clear();
        while (w.now < start + limit_ms && (w.data.empty() || peer_->received.empty())) {
            bool both = peer_->open() && Established();
            if (Established() && (both || early == Talk::kWe))
                w.Send(w.established.back().assoc, "ours");
            if (peer_->open() && (both || early == Talk::kPeer))
                peer_->Send("theirs");
            w.Run(100);
        }
        return w.now - start;
    }

    bool GaveUp() const
    {
        return peer_->error() == MBEDTLS_ERR_SSL_TIMEOUT ||
               (!w.closed.empty() && w.closed.back().reason == DTL_CLOSE_TIMEOUT);
    }

    bool Established() const
    {
        return w.established.size() > before_;
    }

  private:
    static constexpr const char *kPath = "10.0.0.1:40000";
    Cell cell_;
    Peer *peer_ = nullptr;
    size_t before_ = 0;
    Bytes saved_;

    void NewPeer()
    {
        auto configure = [&](dtls_peer_config &p) {
            p.remembers = !cell_.tickets;
            p.tickets = cell_.tickets;
            p.saved = saved_.empty() ? nullptr : saved_.data();
            p.saved_len = saved_.size();
        };
        peer_ = cell_.we_are_client
                    ? &w.NewServer(kPath, kPskAes128Ccm8, configure)
                    : &w.NewClient(kPath, kPskAes128Ccm8, dtls_peer_mbedtls, configure);
    }

    void FirstSession()
    {
        NewPeer();
        dtl_assoc a = w.Establish(*peer_);
        if (cell_.we_are_client)
            w.saved = w.established.back().saved;
        else
            saved_ = peer_->Save();
        w.Close(a);
        w.Run(100);
    }

  public:
    World w;
};

class EndgameTable : public testing::TestWithParam<Cell>
{
  protected:
    // What the last two flights are made of, in order, on a network without faults.
    std::vector<std::string> Records()
    {
        Connection c(GetParam());
        std::vector<std::string> names;
        c.w.network = [&](const Packet &p) {
            std::string name = NameOf(p, GetParam().resumed);
            if (!name.empty())
                names.push_back(name);
            return std::vector<uint64_t>{1};
        };
        c.Begin();
        EXPECT_LT(c.Flows(Talk::kNobody, 5000), 5000u);
        EXPECT_EQ(c.w.established.back().resumed, GetParam().resumed);
        return names;
    }

    void Lose(const std::vector<std::string> &names, unsigned set, unsigned times, Talk early)
    {
        Connection c(GetParam());
        std::map<std::string, unsigned> left;
        std::string lost;
        for (size_t i = 0; i < names.size(); i++)
            if (set >> i & 1) {
                left[names[i]] = times;
                lost += names[i] + ", ";
            }
        SCOPED_TRACE("lost " + std::to_string(times) + " times: " + lost + "early talk " +
                     std::to_string(static_cast<int>(early)));
        c.w.network = [&](const Packet &p) {
            unsigned &n = left[NameOf(p, GetParam().resumed)];
            return n && n-- ? std::vector<uint64_t>{} : std::vector<uint64_t>{1};
        };
        c.Begin();
        EXPECT_LT(c.Flows(early, 60000), 60000u);
        EXPECT_EQ(c.w.established.back().resumed, GetParam().resumed);
        EXPECT_EQ(c.w.closed.size(), GetParam().resumed ? 1u : 0u) << "the first session only";
    }
};

TEST_P(EndgameTable, EverySetOfLostRecords)
{
    std::vector<std::string> names = Records();
    std::set<std::string> distinct(names.begin(), names.end());
    ASSERT_EQ(distinct.size(), names.size()) << "each record has a name of its own";
    ASSERT_GE(names.size(), 4u);
    for (unsigned set = 0; set < 1u << names.size(); set++)
        for (unsigned times : {1, 2})
            for (Talk early : {Talk::kNobody, Talk::kWe, Talk::kPeer})
                Lose(names, set, times, early);
}

// A peer whose timer never fires while data of ours arrives does not ask for the flight that it
// lacks: it gets it all the same.
TEST_P(EndgameTable, APeerThatStarvesItsOwnTimer)
{
    Connection c(GetParam());
    bool we_speak_last = GetParam().we_are_client == GetParam().resumed;
    unsigned lost = 0;
    c.w.peers_starve = true;
    c.w.network = [&](const Packet &p) {
        std::string name = NameOf(p, GetParam().resumed);
        bool last = name == "our ChangeCipherSpec" || name == "our Finished";
        return last && lost < 2 && ++lost ? std::vector<uint64_t>{} : std::vector<uint64_t>{1};
    };
    c.Begin();
    EXPECT_LT(c.Flows(Talk::kWe, 60000), 4000u);
    EXPECT_EQ(lost, 2u);
    if (we_speak_last) {
        EXPECT_EQ(c.w.Count("flights_resent_unasked"), 1u);
    }
}

// 30 % of the datagrams lost, 10 % doubled, all out of order. Who gets nothing for two minutes
// gives up, as RFC 6347 has it; nobody may fail otherwise.
TEST_P(EndgameTable, ABadNetwork)
{
    const unsigned runs = 200;
    unsigned flowed = 0;
    for (unsigned seed = 1; seed <= runs; seed++) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Connection c(GetParam());
        std::mt19937 random(seed);
        c.w.record_per_datagram = false;
        c.w.network = [&](const Packet &) {
            std::vector<uint64_t> copies;
            for (unsigned n = random() % 10 ? 1 : 2; n--;)
                if (random() % 10 >= 3)
                    copies.push_back(1 + random() % 50);
            return copies;
        };
        c.Begin();
        if (c.Flows(Talk::kNobody, 300000) < 300000u) {
            flowed++;
            EXPECT_EQ(c.w.established.back().resumed, GetParam().resumed);
        } else {
            EXPECT_TRUE(c.GaveUp());
        }
    }
    EXPECT_GE(flowed, runs * 98 / 100);
}

INSTANTIATE_TEST_SUITE_P(Dtls, EndgameTable, testing::ValuesIn(kCells),
                         [](const auto &i) { return i.param.name; });

} // namespace
