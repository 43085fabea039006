// SPDX-License-Identifier: Apache-2.0
//
// A world of the DTLS core's tests (dtls_world.h) that does what an input says, and what must hold
// after every step of it. Good peers run beside whatever the input makes of the network, the engine
// and the bytes, so that inputs get past cookie and handshake.
#pragma once

#include <deque>
#include <map>
#include <set>

#include "tests/fuzz/fuzz.h"
#include "tests/unit/dtls_world.h"

class DtlsProgram
{
  public:
    DtlsProgram(Input in, dtl_role role);
    void Run();

  private:
    // What the input says.
    std::string PathOf(unsigned n) const;
    const dtls::Packet *Recorded();
    dtl_assoc Association();
    std::string Text();
    void Step();
    void StartClient(unsigned n);
    void Connect(unsigned n);
    void SetPeer(dtls_peer_config &c);
    void SetCertificate(dtls_peer_config &c);
    void KeepSession();
    void PeerSends();
    void WeSend();
    void MutatedPacket(unsigned how);
    void AuthenticRecord(unsigned how);
    void Deliver(const std::string &path, const Bytes &datagram);
    std::vector<uint64_t> PacketFate(const dtls::Packet &p);
    dtls::Verdict OpFate(const dtl_op &op);

    // What must hold.
    void Check();
    void CheckCaps();
    void CheckDataIn();
    void CheckDataOut();
    void CheckStrangers();
    void CheckUncalled();
    void CheckEvents();
    void Finish();

    struct Path {
        std::multiset<std::string> said_by_peer, said_by_us;
        size_t in = 0, out = 0; // bytes until the peer has shown a cookie
        bool verify_sent = false, verified = false;
        bool called = false; // we, as a client, connected to it
    };

    Input in_;
    const dtl_role role_;
    const uint8_t options_;
    dtls::World world_;
    std::map<std::string, Path> paths_;
    std::vector<dtls::Peer *> peers_; // all that ever were
    std::map<dtls::Peer *, size_t> heard_;
    std::deque<uint8_t> packet_fates_, op_fates_;
    Bytes session_; // that a client may resume
    unsigned said_ = 0;
    size_t data_seen_ = 0, wire_seen_ = 0;
};
