// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/dtls_world.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

extern "C" {
#include "driver/record.h"
}

namespace dtls
{

dtl_path Path(const std::string &name)
{
    dtl_path p{};
    p.len = static_cast<uint8_t>(name.size());
    std::memcpy(p.bytes, name.data(), name.size());
    return p;
}

static std::string Name(const dtl_path &p)
{
    return std::string(reinterpret_cast<const char *>(p.bytes), p.len);
}

static std::string Text(const uint8_t *data, size_t len)
{
    return std::string(reinterpret_cast<const char *>(data), len);
}

static dtl_record_header Header(const Bytes &record)
{
    dtl_record_header h{};
    EXPECT_EQ(dtl_record_get_header(&h, record.data(), record.size()), 0);
    return h;
}

std::vector<Bytes> Split(const Bytes &datagram)
{
    std::vector<Bytes> records;
    for (size_t pos = 0; pos < datagram.size();) {
        dtl_record_header h{};
        size_t left = datagram.size() - pos;
        if (dtl_record_get_header(&h, datagram.data() + pos, left))
            h.length = static_cast<uint16_t>(left - std::min<size_t>(left, DTL_HEADER_LEN));
        size_t n = std::min<size_t>(left, DTL_HEADER_LEN + size_t{h.length});
        auto from = datagram.begin() + static_cast<long>(pos);
        records.emplace_back(from, from + static_cast<long>(n));
        pos += n;
    }
    return records;
}

int TypeOf(const Bytes &record)
{
    return Header(record).type;
}

int EpochOf(const Bytes &record)
{
    return Header(record).epoch;
}

uint64_t SeqOf(const Bytes &record)
{
    return Header(record).seq;
}

void Require(bool ok, const char *what)
{
    if (!ok)
        throw std::runtime_error(what);
}

// --- clients ---

Peer::Peer(World *world, const std::string &p, const dtls_peer_kind &kind, dtls_peer_config config)
    : path(p), world_(world), kind_(kind), identity_(config.identity ? config.identity : "")
{
    if (config.identity)
        config.identity = identity_.c_str();
    config.ctx = this;
    config.send = [](void *ctx, const uint8_t *data, size_t len) {
        auto *self = static_cast<Peer *>(ctx);
        self->world_->Transmit(true, self->path, Bytes(data, data + len));
    };
    config.received = [](void *ctx, const uint8_t *data, size_t len) {
        static_cast<Peer *>(ctx)->received.push_back(Text(data, len));
    };
    client_ = kind.init(&config);
}

Peer::~Peer()
{
    kind_.free(client_);
}

void Peer::Start()
{
    kind_.start(client_, world_->now);
}

bool Peer::Send(const std::string &data)
{
    return kind_.write(client_, reinterpret_cast<const uint8_t *>(data.data()), data.size()) == 0;
}

void Peer::Close()
{
    kind_.close(client_);
}

void Peer::Renegotiate()
{
    kind_.renegotiate(client_);
}

bool Peer::open() const
{
    return state() == DTLS_PEER_OPEN;
}

uint64_t Peer::Deadline() const
{
    uint64_t at = kind_.deadline(client_);
    return at != UINT64_MAX && world_->peers_starve ? std::max(at, heard_ms_ + 1000) : at;
}

Bytes Peer::Save() const
{
    Bytes saved(4096);
    saved.resize(kind_.save(client_, saved.data(), saved.size()));
    return saved;
}

dtls_peer_state Peer::state() const
{
    return kind_.state(client_);
}

int Peer::error() const
{
    return kind_.error(client_);
}

// --- the world ---

static size_t FindPsk(void *ctx, const uint8_t *identity, size_t len, uint8_t key[DTL_PSK_MAX])
{
    const auto &psks = static_cast<World *>(ctx)->psks;
    auto it = psks.find(Text(identity, len));
    if (it == psks.end())
        return 0;
    std::memcpy(key, it->second.data(), it->second.size());
    return it->second.size();
}

// Deterministic: a test of this file proves behaviour, not secrecy.
static int Random(void *ctx, unsigned char *out, size_t len)
{
    auto *state = static_cast<uint64_t *>(ctx);
    for (size_t i = 0; i < len; i++) {
        *state = *state * 6364136223846793005u + 1442695040888963407u;
        out[i] = static_cast<unsigned char>(*state >> 56);
    }
    return 0;
}

World::World(const std::function<void(dtl_endpoint_config &)> &configure)
{
    dtl_endpoint_config config;
    dtl_endpoint_config_default(&config);
    config.psk = FindPsk;
    config.psk_ctx = this;
    config.rng = Random;
    config.rng_ctx = &random_;
    if (configure)
        configure(config);
    we_are_client = config.role == DTL_ROLE_CLIENT;
    int ret = dtl_endpoint_init(&ep, &config, &engine.limits());
    if (ret)
        throw std::runtime_error(dtl_strerror(ret));
}

World::~World()
{
    dtl_endpoint_free(ep);
}

static const Bytes kKey(16, 'k');
static const std::string kIdentity = "thing";

void AsClient(dtl_endpoint_config &config)
{
    config.role = DTL_ROLE_CLIENT;
    config.psk = nullptr;
    config.client_psk = kKey.data();
    config.client_psk_len = kKey.size();
    config.client_psk_identity = reinterpret_cast<const uint8_t *>(kIdentity.data());
    config.client_psk_identity_len = kIdentity.size();
}

static dtls_peer_config PeerConfig(int suite, uint32_t seed)
{
    dtls_peer_config config{};
    config.identity = kIdentity.c_str();
    config.psk = kKey.data();
    config.psk_len = kKey.size();
    config.suite = suite;
    config.seed = seed;
    config.retransmit_ms = 1000;
    return config;
}

Peer &World::NewPeer(const std::string &path, const dtls_peer_kind &kind,
                     const dtls_peer_config &config)
{
    auto &entry = peers_[path];
    if (entry)
        gone_.push_back(std::move(entry));
    entry = std::make_unique<Peer>(this, path, kind, config);
    return *entry;
}

Peer &World::NewClient(const std::string &path, int suite, const dtls_peer_kind &kind,
                       const std::function<void(dtls_peer_config &)> &configure)
{
    dtls_peer_config config = PeerConfig(suite, seed++);
    if (configure)
        configure(config);
    return NewPeer(path, kind, config);
}

Peer &World::NewServer(const std::string &path, int suite,
                       const std::function<void(dtls_peer_config &)> &configure)
{
    dtls_peer_config config = PeerConfig(suite, seed++);
    config.server = true;
    if (configure)
        configure(config);
    return NewPeer(path, dtls_peer_mbedtls, config);
}

dtl_assoc World::Connect(const std::string &path, const char *name, const Bytes &session)
{
    dtl_path p = Path(path);
    dtl_assoc assoc = 0;
    EXPECT_EQ(dtl_endpoint_connect(ep, &p, name, session.data(), session.size(), now, &assoc), 0);
    return assoc;
}

int World::OffersToResume()
{
    size_t before = wire.size();
    Connect("10.0.0.9:5684", host, saved);
    Drain();
    return wire.at(before).bytes.at(DTL_HEADER_LEN + 12 + 2 + 32);
}

void World::Transmit(bool to_us, const std::string &path, const Bytes &bytes)
{
    if (!record_per_datagram) {
        TransmitOne(to_us, path, bytes);
        return;
    }
    for (const Bytes &record : Split(bytes))
        TransmitOne(to_us, path, record);
}

void World::TransmitOne(bool to_us, const std::string &path, const Bytes &bytes)
{
    Packet p{to_us, path, bytes, sent_[to_us]++};
    wire.push_back(p);
    for (uint64_t delay : network ? network(p) : std::vector<uint64_t>{1})
        flying_.emplace(now + delay, p);
}

void World::Do(const dtl_out &out)
{
    switch (out.kind) {
    case DTL_OUT_DATAGRAM: {
        Bytes bytes(out.data, out.data + out.len);
        for (const Bytes &record : Split(bytes))
            engine.OnWire(Name(*out.path), record);
        Transmit(false, Name(*out.path), bytes);
        break;
    }
    case DTL_OUT_OP:
        engine.Submit(out.op, Name(*out.path), now);
        break;
    case DTL_OUT_DATA:
        data.emplace_back(out.assoc, Text(out.data, out.len));
        if (echo)
            Send(out.assoc, data.back().second);
        break;
    case DTL_OUT_ESTABLISHED:
        established.push_back(
            {out.assoc, Name(*out.path),
             Text(out.established.identity, out.established.identity_len), out.established.suite,
             out.established.handover_seq, out.established.session, out.established.certificate,
             out.established.resumed,
             Bytes(out.established.saved, out.established.saved + out.established.saved_len)});
        break;
    case DTL_OUT_CLOSED:
        closed.push_back({out.assoc, static_cast<dtl_close_reason>(out.closed.reason),
                          out.closed.detail, out.closed.was_established,
                          out.closed.why ? out.closed.why : ""});
        break;
    default:
        ADD_FAILURE() << "unknown kind " << int{out.kind};
    }
}

void World::Drain()
{
    dtl_out out;
    while (dtl_endpoint_next(ep, &out))
        Do(out);
}

void World::Deliver(const Packet &p)
{
    if (p.to_us) {
        dtl_path path = Path(p.path);
        dtl_endpoint_datagram(ep, &path, p.bytes.data(), p.bytes.size(), now);
    } else if (auto it = peers_.find(p.path); it != peers_.end()) {
        Peer &c = *it->second;
        c.heard_ms_ = now;
        c.kind_.input(c.client_, p.bytes.data(), p.bytes.size(), now);
    }
}

// One thing that happens next, if it happens by `until`.
bool World::Step(uint64_t until)
{
    Drain();
    uint64_t packet = flying_.empty() ? UINT64_MAX : flying_.begin()->first;
    uint64_t tick = dtl_endpoint_deadline(ep);
    Peer *first = nullptr;
    uint64_t client = UINT64_MAX;
    for (auto &[path, c] : peers_)
        if (c->Deadline() < client) {
            first = c.get();
            client = c->Deadline();
        }
    uint64_t at = std::min({packet, tick, client, engine.deadline()});
    if (at > until)
        return false;
    now = std::max(now, at);
    dtl_item item;
    if (engine.Pop(&item, now)) {
        dtl_endpoint_item(ep, &item, now);
    } else if (packet == at) {
        Packet p = flying_.begin()->second;
        flying_.erase(flying_.begin());
        Deliver(p);
    } else if (client == at) {
        first->kind_.tick(first->client_, now);
    } else {
        dtl_endpoint_tick(ep, now);
        EXPECT_GT(dtl_endpoint_deadline(ep), now) << "a tick must use up its deadline";
    }
    Drain();
    return true;
}

void World::Run(uint64_t ms)
{
    uint64_t until = now + ms;
    while (Step(until))
        ;
    now = until;
}

bool World::RunUntil(const std::function<bool()> &done, uint64_t ms)
{
    uint64_t until = now + ms;
    while (!done())
        if (!Step(until))
            return done();
    return true;
}

dtl_assoc World::Establish(Peer &c)
{
    size_t before = established.size();
    if (we_are_client)
        Connect(c.path, host, saved);
    else
        c.Start();
    EXPECT_TRUE(RunUntil([&] { return c.open() && established.size() > before; }))
        << "no handshake with " << c.path;
    Require(established.size() > before, "no association");
    return established.back().assoc;
}

int World::Send(dtl_assoc a, const std::string &text)
{
    return dtl_endpoint_send(ep, a, reinterpret_cast<const uint8_t *>(text.data()), text.size(),
                             now);
}

void World::Move(uint16_t payload_max)
{
    struct dtl_engine_limits limits = engine.limits();
    if (payload_max)
        limits.payload_max = payload_max;
    engine.Die();
    EXPECT_EQ(dtl_endpoint_move(ep, &limits, now), 0);
}

void World::Close(dtl_assoc a)
{
    dtl_endpoint_close(ep, a, now);
}

void World::Inject(const std::string &path, const Bytes &datagram)
{
    Deliver({true, path, datagram, 0});
    Drain();
}

void World::InjectToPeer(const std::string &path, const Bytes &datagram)
{
    Deliver({false, path, datagram, 0});
}

uint64_t World::Count(const std::string &counter) const
{
    dtl_counter counters[64];
    unsigned n = dtl_endpoint_counters(ep, counters, 64);
    for (unsigned i = 0; i < n; i++)
        if (counter == counters[i].name)
            return counters[i].value;
    ADD_FAILURE() << "no counter " << counter;
    return 0;
}

const Closed *World::FindClosed(dtl_assoc a) const
{
    for (const Closed &c : closed)
        if (c.assoc == a)
            return &c;
    return nullptr;
}

} // namespace dtls
