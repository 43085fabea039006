// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/dtls_program.h"

#include "tests/fuzz/dtls_pki.h"

extern "C" {
#include "host/dtls/internal.h"
}

using namespace dtls;

constexpr unsigned kPaths = 3;
constexpr size_t kPeersMax = 12, kWireMax = 600; // an input must end

enum Option { kSplit = 1, kEcho = 2, kResume = 4, kTickets = 8, kCertificates = 16 };

// Caps small enough for all of them to be reached.
static void Configure(dtl_endpoint_config &c, dtl_role role, uint8_t options)
{
    if (role == DTL_ROLE_CLIENT)
        AsClient(c);
    c.credentials = options & kCertificates ? Pki().ours : nullptr;
    c.resumption = options & kResume;
    c.resumption_max = 2;
    c.associations_max = 4;
    c.handshakes_max = 2;
    c.records_max = 24;
    c.idle_ms = 100000;
    c.soft_limit = 40;
    c.hard_limit = 80;
    c.bad_mac_limit = 10;
}

DtlsProgram::DtlsProgram(Input in, dtl_role role)
    : in_(in), role_(role), options_(in_.Byte()),
      world_([this](dtl_endpoint_config &c) { Configure(c, role_, options_); })
{
    world_.record_per_datagram = options_ & kSplit;
    world_.echo = options_ & kEcho;
    world_.network = [this](const Packet &p) { return PacketFate(p); };
    world_.engine.policy = [this](const dtl_op &op, unsigned) { return OpFate(op); };
}

// --- what the input says -------------------------------------------------------------------------

std::string DtlsProgram::PathOf(unsigned n) const
{
    return "10.0.0." + std::to_string(n % kPaths) + ":5684";
}

// Something that was sent, the last one first. NULL if nothing was.
const Packet *DtlsProgram::Recorded()
{
    const size_t n = in_.Byte(), size = world_.wire.size();
    return size ? &world_.wire[size - 1 - n % size] : nullptr;
}

dtl_assoc DtlsProgram::Association()
{
    const size_t n = in_.Byte(), size = world_.established.size();
    return size ? world_.established[size - 1 - n % size].assoc : n;
}

// Never the same twice, so that what arrives twice is seen.
std::string DtlsProgram::Text()
{
    std::string text = std::to_string(said_++) + ":";
    text.resize(text.size() + in_.Byte() * 6, '.');
    return text;
}

std::vector<uint64_t> DtlsProgram::PacketFate(const Packet &p)
{
    uint8_t fate = 0;
    if (!packet_fates_.empty()) {
        fate = packet_fates_.front();
        packet_fates_.pop_front();
    }
    std::vector<uint64_t> copies{1};
    if (fate % 4 == 1 || world_.wire.size() > kWireMax)
        copies.clear();
    else if (fate % 4 == 2)
        copies = {1u + fate};
    else if (fate % 4 == 3)
        copies = {1, 8u * fate};
    if (p.to_us)
        paths_[p.path].in += copies.size() * p.bytes.size();
    return copies;
}

Verdict DtlsProgram::OpFate(const dtl_op &op)
{
    Verdict v;
    if (op_fates_.empty())
        return v;
    const uint8_t fate = op_fates_.front();
    op_fates_.pop_front();
    v.delay_ms = fate % 2 ? 1u << fate / 32 * 2 : 0;
    v.what = static_cast<Verdict::What>(fate / 2 % 4);
    const dtl_result refusals[] = {DTL_R_BUSY, DTL_R_UNKNOWN_SESSION,
                                   op.kind == DTL_OP_INSTALL ? DTL_R_NO_SLOT : DTL_R_EXPIRED,
                                   op.kind == DTL_OP_OPEN ? DTL_R_AUTH : DTL_R_REFUSED};
    v.result = refusals[fate / 8 % 4];
    return v;
}

static int SuiteOf(unsigned n)
{
    const int suites[] = {kPskAes128Ccm8, kPskAes256Ccm, kPskAes128Ccm, kPskAes256Ccm8};
    return suites[n / kPaths % 4];
}

// A peer with a certificate: a good one or not, or none after all.
void DtlsProgram::SetCertificate(dtls_peer_config &c)
{
    const certs_pair *const pairs[] = {&Pki().good, &Pki().expired, &Pki().strange};
    const uint8_t kind = in_.Byte();
    c.suite = kEcdsaAes128Ccm8;
    c.ca = Pki().ca.cert;
    c.host = DtlsPki::kHost;
    if (kind % 4 < 3) {
        c.cert = pairs[kind % 4]->cert;
        c.key = pairs[kind % 4]->key;
    }
}

void DtlsProgram::SetPeer(dtls_peer_config &c)
{
    c.tickets = options_ & kTickets;
    if (options_ & kCertificates && in_.Byte() % 4)
        SetCertificate(c);
}

void DtlsProgram::StartClient(unsigned n)
{
    if (peers_.size() == kPeersMax)
        return;
    const bool resume = n >= kPaths;
    Peer &peer = world_.NewClient(PathOf(n), SuiteOf(resume ? n - kPaths : n), dtls_peer_mbedtls,
                                  [this, resume](dtls_peer_config &c) {
                                      SetPeer(c);
                                      c.saved = resume ? session_.data() : nullptr;
                                      c.saved_len = session_.size();
                                  });
    peers_.push_back(&peer);
    peer.Start();
}

// To the server on that path, which is a new one if there was none, or sometimes.
void DtlsProgram::Connect(unsigned n)
{
    const std::string path = PathOf(n);
    const bool known = paths_[path].called;
    if ((!known || n >= 4 * kPaths) && peers_.size() < kPeersMax)
        peers_.push_back(&world_.NewServer(path, SuiteOf(n), [this](dtls_peer_config &c) {
            SetPeer(c);
            c.remembers = options_ & kResume;
        }));
    const dtl_path p = dtls::Path(path);
    dtl_assoc assoc;
    const int ret = dtl_endpoint_connect(world_.ep, &p, DtlsPki::kHost, session_.data(),
                                         session_.size(), world_.now, &assoc);
    EXPECT_TRUE(ret == 0 || ret == DTL_ERR_STATE || ret == DTL_ERR_FULL) << dtl_strerror(ret);
    paths_[path].called |= ret == 0;
}

void DtlsProgram::KeepSession()
{
    if (role_ == DTL_ROLE_CLIENT && !world_.established.empty())
        session_ = world_.established.back().saved;
    else if (role_ == DTL_ROLE_SERVER && !peers_.empty() && peers_.back()->open())
        session_ = peers_.back()->Save();
}

void DtlsProgram::PeerSends()
{
    const size_t n = in_.Byte();
    if (peers_.empty())
        return;
    Peer *peer = peers_[peers_.size() - 1 - n % peers_.size()];
    const std::string text = Text();
    if (peer->open()) {
        paths_[peer->path].said_by_peer.insert(text);
        peer->Send(text);
    }
}

void DtlsProgram::WeSend()
{
    const dtl_assoc a = Association();
    const std::string text = Text();
    for (const Established &e : world_.established)
        if (e.assoc == a)
            paths_[e.path].said_by_us.insert(text);
    world_.Send(a, text);
}

void DtlsProgram::Deliver(const std::string &path, const Bytes &datagram)
{
    paths_[path].in += datagram.size();
    world_.Inject(path, datagram);
}

void DtlsProgram::MutatedPacket(unsigned how)
{
    const Packet *p = Recorded();
    if (!p)
        return;
    const std::string path = p->path;
    Bytes bytes = p->bytes;
    for (unsigned i = 0; i <= how % 4; i++) {
        const size_t at = in_.Byte() % bytes.size();
        bytes[at] = static_cast<uint8_t>(bytes[at] ^ in_.Byte());
    }
    if (how & 4)
        bytes.resize(in_.Byte() % bytes.size() + 1);
    if (how & 8)
        bytes.resize(bytes.size() + in_.Byte(), in_.Byte());
    Deliver(path, bytes);
}

// What only a peer with the keys can say, alerts and handshake messages among it.
void DtlsProgram::AuthenticRecord(unsigned how)
{
    const Bytes payload = in_.Take(in_.Byte() % 64);
    if (!world_.engine.live_sessions())
        return;
    const dtl_session session = world_.engine.last_session();
    const auto type = static_cast<dtl_content_type>(20 + how % 4);
    const Bytes record = world_.engine.AsPeer(session, type, payload);
    for (const Established &e : world_.established)
        if (e.session == session) {
            if (type == DTL_CT_APPLICATION_DATA)
                paths_[e.path].said_by_peer.emplace(payload.begin(), payload.end());
            Deliver(e.path, record);
            return;
        }
}

void DtlsProgram::Step()
{
    const uint8_t step = in_.Byte();
    const unsigned n = step / 16;
    switch (step % 16) {
    case 0:
        world_.Run(1 + n);
        break;
    case 1:
        world_.Run(uint64_t{1} << n);
        break;
    case 2:
        role_ == DTL_ROLE_CLIENT ? Connect(n) : StartClient(n);
        break;
    case 3:
        PeerSends();
        break;
    case 4:
        WeSend();
        break;
    case 5:
        world_.Close(Association());
        break;
    case 6:
        if (!peers_.empty())
            peers_[n % peers_.size()]->Close();
        break;
    case 7:
        Deliver(PathOf(n), in_.Take(in_.Byte()));
        break;
    case 8:
        MutatedPacket(n);
        break;
    case 9:
        if (const Packet *p = Recorded())
            Deliver(n % 4 < kPaths ? PathOf(n) : p->path, Bytes(p->bytes));
        break;
    case 10:
        for (unsigned i = 0; i <= n; i++)
            packet_fates_.push_back(in_.Byte());
        break;
    case 11:
        for (unsigned i = 0; i <= n; i++)
            op_fates_.push_back(in_.Byte());
        break;
    case 12:
        AuthenticRecord(n);
        break;
    case 13:
        world_.engine.Reset(world_.now);
        break;
    case 14:
        if (const Packet *p = Recorded(), *q = Recorded(); p) {
            Bytes joined = p->bytes;
            joined.insert(joined.end(), q->bytes.begin(), q->bytes.end());
            Deliver(std::string(p->path), joined);
        }
        break;
    default:
        if (n == 15)
            dtl_endpoint_close_all(world_.ep, world_.now);
        else
            KeepSession();
    }
    world_.Drain();
}

void DtlsProgram::Run()
{
    while (!in_.empty() && world_.wire.size() < kWireMax) {
        Step();
        Check();
    }
    Finish();
}

// --- what must hold ------------------------------------------------------------------------------

void DtlsProgram::Check()
{
    CheckCaps();
    role_ == DTL_ROLE_CLIENT ? CheckUncalled() : CheckStrangers();
    CheckDataIn();
    CheckDataOut();
    CheckEvents();
}

void DtlsProgram::CheckCaps()
{
    const dtl_endpoint *ep = world_.ep;
    EXPECT_LE(ep->table.used, ep->config.associations_max);
    EXPECT_LE(ep->handshakes, ep->config.handshakes_max);
    EXPECT_LE(ep->jobs.n, ep->jobs.max);
    EXPECT_LE(ep->timers.n, ep->config.associations_max);
    for (uint32_t i = 0; i < ep->table.capacity; i++)
        if (const dtl_association *a = ep->table.slots[i].a; a && a->hs) {
            EXPECT_LE(a->hs->park.n, unsigned{DTL_PARK_MAX});
        }
}

// Before a path has shown a cookie it gets no more bytes than came from it, and one that got no
// cookie cannot show it.
void DtlsProgram::CheckStrangers()
{
    for (; wire_seen_ < world_.wire.size(); wire_seen_++) {
        const Packet &p = world_.wire[wire_seen_];
        Path &path = paths_[p.path];
        if (p.to_us || path.verified)
            continue;
        for (const Bytes &record : Split(p.bytes))
            if (TypeOf(record) == DTL_CT_HANDSHAKE && record.size() > DTL_HEADER_LEN) {
                path.verify_sent |= record[DTL_HEADER_LEN] == 3;
                path.verified |= record[DTL_HEADER_LEN] == 2;
            }
        EXPECT_TRUE(path.verify_sent || !path.verified) << "a cookie came from nowhere";
        path.out += path.verified ? 0 : p.bytes.size();
        EXPECT_LE(path.out, path.in) << "a stranger got more than it sent";
    }
}

void DtlsProgram::CheckUncalled()
{
    for (; wire_seen_ < world_.wire.size(); wire_seen_++) {
        const Packet &p = world_.wire[wire_seen_];
        EXPECT_TRUE(p.to_us || paths_[p.path].called) << "said something to a stranger";
    }
}

static void Take(std::multiset<std::string> *said, const std::string &text)
{
    auto it = said->find(text);
    ASSERT_NE(it, said->end()) << "nobody said this, or it was heard before";
    said->erase(it);
}

void DtlsProgram::CheckDataIn()
{
    for (; data_seen_ < world_.data.size(); data_seen_++) {
        const auto &[assoc, text] = world_.data[data_seen_];
        auto e = std::find_if(world_.established.begin(), world_.established.end(),
                              [a = assoc](const Established &x) { return x.assoc == a; });
        ASSERT_NE(e, world_.established.end()) << "data of an association that never was";
        Take(&paths_[e->path].said_by_peer, text);
        if (world_.echo)
            paths_[e->path].said_by_us.insert(text);
    }
}

void DtlsProgram::CheckDataOut()
{
    for (Peer *peer : peers_)
        for (size_t &n = heard_[peer]; n < peer->received.size(); n++)
            Take(&paths_[peer->path].said_by_us, peer->received[n]);
}

void DtlsProgram::CheckEvents()
{
    std::set<dtl_assoc> established, closed;
    for (const Established &e : world_.established)
        EXPECT_TRUE(established.insert(e.assoc).second) << "established twice";
    for (const Closed &c : world_.closed) {
        EXPECT_TRUE(closed.insert(c.assoc).second) << "closed twice";
        EXPECT_EQ(c.was_established, established.count(c.assoc) == 1);
    }
}

// Whatever went before: once the engine answers, everything can be closed, and nothing is left.
void DtlsProgram::Finish()
{
    world_.network = [](const Packet &) { return std::vector<uint64_t>(); };
    world_.engine.policy = nullptr;
    world_.Run(3000); // what is on its way arrives
    dtl_endpoint_close_all(world_.ep, world_.now);
    world_.Run(60000);
    Check();
    EXPECT_EQ(dtl_endpoint_associations(world_.ep), 0u);
    EXPECT_EQ(dtl_endpoint_deadline(world_.ep), UINT64_MAX);
    EXPECT_EQ(world_.ep->jobs.n, 0u);
    EXPECT_EQ(world_.ep->handshakes, 0u);
}
