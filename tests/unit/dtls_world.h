// SPDX-License-Identifier: Apache-2.0
//
// A world in virtual time for the DTLS core: an endpoint, an engine, clients of other people's
// making, and a network that loses, doubles and delays what it is told to.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/shim/dtls_peer.h"
#include "tests/unit/dtls_engine.h"

namespace dtls
{

constexpr int kPskAes128Ccm = 0xC0A4, kPskAes256Ccm = 0xC0A5;
constexpr int kPskAes128Ccm8 = 0xC0A8, kPskAes256Ccm8 = 0xC0A9;
constexpr int kEcdsaAes128Ccm = 0xC0AC, kEcdsaAes256Ccm = 0xC0AD;
constexpr int kEcdsaAes128Ccm8 = 0xC0AE, kEcdsaAes256Ccm8 = 0xC0AF;

dtl_path Path(const std::string &name);

// For what the rest of a test needs: ends it at once, also from a helper.
void Require(bool ok, const char *what);

struct Established {
    dtl_assoc assoc;
    std::string path, identity, suite;
    uint64_t handover_seq;
    dtl_session session;
    bool certificate, resumed;
    Bytes saved;
};

struct Closed {
    dtl_assoc assoc;
    dtl_close_reason reason;
    int detail;
    bool was_established;
    std::string why;
};

struct Packet {
    bool to_us;
    std::string path;
    Bytes bytes;
    unsigned n; // counts each direction from 0
};

class World;

class Peer
{
  public:
    Peer(World *world, const std::string &path, const dtls_peer_kind &kind,
         dtls_peer_config config);
    ~Peer();
    Peer(const Peer &) = delete;
    Peer &operator=(const Peer &) = delete;

    void Start();
    bool Send(const std::string &data);
    void Close();
    void Renegotiate();
    bool open() const;
    Bytes Save() const; // its session, to resume
    dtls_peer_state state() const;
    int error() const;

    const std::string path;
    std::vector<std::string> received;

  private:
    friend class World;
    World *world_;
    const dtls_peer_kind &kind_;
    std::string identity_;
    uint64_t Deadline() const;
    dtls_peer *client_;
    uint64_t heard_ms_ = 0;
};

// For World: an endpoint that is a client with the key that NewServer has.
void AsClient(dtl_endpoint_config &config);

class World
{
  public:
    explicit World(const std::function<void(dtl_endpoint_config &)> &configure = {});
    ~World();
    World(const World &) = delete;
    World &operator=(const World &) = delete;

    // A client of another address is another path. Beginning anew on the same path replaces it.
    Peer &NewClient(const std::string &path = "10.0.0.1:40000", int suite = kPskAes128Ccm8,
                    const dtls_peer_kind &kind = dtls_peer_mbedtls,
                    const std::function<void(dtls_peer_config &)> &configure = {});
    Peer &NewOpenssl(const std::string &path, int suite)
    {
        return NewClient(path, suite, dtls_peer_openssl);
    }

    void Run(uint64_t ms);
    bool RunUntil(const std::function<bool()> &done, uint64_t ms = 300000);

    // A server for an endpoint that is a client.
    Peer &NewServer(const std::string &path = "10.0.0.2:5684", int suite = kPskAes128Ccm8,
                    const std::function<void(dtls_peer_config &)> &configure = {});
    dtl_assoc Connect(const std::string &path, const char *host = nullptr, const Bytes &saved = {});

    // As a client with `host` and `saved`: how long a session id its first ClientHello offers.
    int OffersToResume();

    // Handshake of one client, to the end on both sides. A test failure if it does not get there.
    dtl_assoc Establish(Peer &c);

    int Send(dtl_assoc a, const std::string &data); // from the server
    void Close(dtl_assoc a);
    void Move(uint16_t payload_max = 0); // the engine is lost, another takes over; 0: of its limits
    void Inject(const std::string &path, const Bytes &datagram); // as if sent by that address
    void InjectToPeer(const std::string &path, const Bytes &datagram);
    uint64_t Count(const std::string &counter) const;
    const Closed *FindClosed(dtl_assoc a) const;
    void Drain(); // what the endpoint wants done

    // How long each copy of a packet travels, ms. {}: lost. Unset: one copy, 1 ms.
    std::function<std::vector<uint64_t>(const Packet &p)> network;
    bool peers_starve = false; // what arrives puts off their timers, as in GnuTLS and wolfSSL
    bool record_per_datagram = false; // the network splits datagrams

    bool echo = true; // the server sends data back
    uint64_t now = 1000;
    uint32_t seed = 1;
    TestEngine engine;
    dtl_endpoint *ep = nullptr;
    bool we_are_client = false;
    const char *host = nullptr; // Establish: that the server must be
    Bytes saved;                // Establish: what a client resumes
    std::vector<Established> established;
    std::vector<Closed> closed;
    std::vector<std::pair<dtl_assoc, std::string>> data;
    std::vector<Packet> wire; // everything sent, lost or not
    std::map<std::string, std::string> psks{{"thing", std::string(16, 'k')}};

  private:
    friend class Peer;
    Peer &NewPeer(const std::string &path, const dtls_peer_kind &kind,
                  const dtls_peer_config &config);
    void Transmit(bool to_us, const std::string &path, const Bytes &bytes);
    void TransmitOne(bool to_us, const std::string &path, const Bytes &bytes);
    void Do(const dtl_out &out);
    bool Step(uint64_t until);
    void Deliver(const Packet &p);

    std::map<std::string, std::unique_ptr<Peer>> peers_;
    std::vector<std::unique_ptr<Peer>> gone_; // still referred to by the test
    std::multimap<uint64_t, Packet> flying_;
    unsigned sent_[2] = {0, 0};
    uint64_t random_ = 7;
};

// The records of a datagram.
std::vector<Bytes> Split(const Bytes &datagram);
int TypeOf(const Bytes &record);
int EpochOf(const Bytes &record);
uint64_t SeqOf(const Bytes &record);

} // namespace dtls
