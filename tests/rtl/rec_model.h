/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a record engine must do, written plainly: session semantics of docs/PROTOCOL.md sections 5
 * and 6, and AES-CCM by OpenSSL.
 */
#ifndef TESTS_RTL_REC_MODEL_H
#define TESTS_RTL_REC_MODEL_H

#include <map>
#include <memory>
#include <stdexcept>

#include <openssl/evp.h>

#include "tests/rtl/rec_dut.h"

#ifndef SLOTS
#define SLOTS 128 /* places for sessions in the engine */
#endif

namespace rec
{

constexpr uint64_t SeqMax = 0xFFFFFFFFFFFF;
constexpr size_t PayloadMax = 1920;

inline void put_be(Bytes &b, uint64_t value, int bytes)
{
    for (int i = bytes - 1; i >= 0; i--)
        b.push_back(uint8_t(value >> 8 * i));
}

inline uint64_t get_be(const Bytes &b, size_t at, int bytes)
{
    uint64_t value = 0;
    for (int i = 0; i < bytes; i++)
        value = value << 8 | b[at + size_t(i)];
    return value;
}

/* SP 800-38C by OpenSSL. */
class Ccm
{
  public:
    static Bytes seal(const uint8_t *key, bool key_256, int tag_len, const Bytes &nonce,
                      const Bytes &aad, const Bytes &text)
    {
        Ctx c(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
        Bytes out(text.size() + 16), tag(size_t(tag_len), 0);
        int n;
        check(EVP_EncryptInit_ex(c.get(), cipher(key_256), nullptr, nullptr, nullptr));
        check(EVP_CIPHER_CTX_ctrl(c.get(), EVP_CTRL_CCM_SET_IVLEN, int(nonce.size()), nullptr));
        check(EVP_CIPHER_CTX_ctrl(c.get(), EVP_CTRL_CCM_SET_TAG, tag_len, nullptr));
        check(EVP_EncryptInit_ex(c.get(), nullptr, nullptr, key, nonce.data()));
        check(EVP_EncryptUpdate(c.get(), nullptr, &n, nullptr, int(text.size())));
        check(EVP_EncryptUpdate(c.get(), nullptr, &n, aad.data(), int(aad.size())));
        check(EVP_EncryptUpdate(c.get(), out.data(), &n, data(text), int(text.size())));
        out.resize(text.size());
        check(EVP_EncryptFinal_ex(c.get(), tag.data(), &n));
        check(EVP_CIPHER_CTX_ctrl(c.get(), EVP_CTRL_CCM_GET_TAG, tag_len, tag.data()));
        out.insert(out.end(), tag.begin(), tag.end());
        return out;
    }

    /* `in` ends with the tag. False: forged. */
    static bool open(const uint8_t *key, bool key_256, int tag_len, const Bytes &nonce,
                     const Bytes &aad, const Bytes &in, Bytes &text)
    {
        Ctx c(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
        size_t len = in.size() - size_t(tag_len);
        Bytes tag(in.begin() + long(len), in.end());
        text.assign(len + 16, 0);
        int n;
        check(EVP_DecryptInit_ex(c.get(), cipher(key_256), nullptr, nullptr, nullptr));
        check(EVP_CIPHER_CTX_ctrl(c.get(), EVP_CTRL_CCM_SET_IVLEN, int(nonce.size()), nullptr));
        check(EVP_CIPHER_CTX_ctrl(c.get(), EVP_CTRL_CCM_SET_TAG, tag_len, tag.data()));
        check(EVP_DecryptInit_ex(c.get(), nullptr, nullptr, key, nonce.data()));
        check(EVP_DecryptUpdate(c.get(), nullptr, &n, nullptr, int(len)));
        check(EVP_DecryptUpdate(c.get(), nullptr, &n, aad.data(), int(aad.size())));
        bool good = EVP_DecryptUpdate(c.get(), text.data(), &n, data(in), int(len)) == 1;
        text.resize(good ? len : 0);
        return good;
    }

  private:
    using Ctx = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

    static const EVP_CIPHER *cipher(bool key_256)
    {
        return key_256 ? EVP_aes_256_ccm() : EVP_aes_128_ccm();
    }
    static const uint8_t *data(const Bytes &b) /* OpenSSL takes NULL for the end of the message */
    {
        static const uint8_t none = 0;
        return b.empty() ? &none : b.data();
    }
    static void check(int ok)
    {
        if (ok != 1)
            throw std::runtime_error("OpenSSL refuses a CCM step");
    }
};

/* One record of a peer: any header, any explicit nonce. */
struct Wire {
    uint8_t ctype = 23;
    uint16_t version = 0xFEFD, epoch = 1;
    uint64_t seq = 0, explicit_nonce = 0;

    Bytes seal(const uint8_t *key, const uint8_t *salt, bool key_256, bool tag_16,
               const Bytes &text) const
    {
        Bytes nonce(salt, salt + 4), aad, out;
        put_be(nonce, explicit_nonce, 8);
        put_be(aad, epoch, 2);
        put_be(aad, seq, 6);
        put_be(aad, ctype, 1);
        put_be(aad, version, 2);
        put_be(aad, text.size(), 2);
        Bytes body = Ccm::seal(key, key_256, tag_16 ? 16 : 8, nonce, aad, text);
        put_be(out, ctype, 1);
        put_be(out, version, 2);
        put_be(out, epoch, 2);
        put_be(out, seq, 6);
        put_be(out, 8 + body.size(), 2);
        put_be(out, explicit_nonce, 8);
        out.insert(out.end(), body.begin(), body.end());
        return out;
    }
};

/* RFC 6347 section 4.1.2.6, one number at a time in a set instead of shifting bits. */
class Window
{
  public:
    Window(unsigned size_, uint64_t top_, uint64_t seen_) : size(size_), top(top_)
    {
        for (unsigned i = 0; i < 64; i++)
            accepted[i] = seen_ >> i & 1;
    }

    Result accept(uint64_t seq)
    {
        if (seq > top) {
            bool moved[64] = {};
            for (uint64_t i = 0; i < 64; i++)
                if (i + (seq - top) < 64)
                    moved[i + (seq - top)] = accepted[i];
            std::memcpy(accepted, moved, sizeof accepted);
            top = seq;
            accepted[0] = true;
            return Ok;
        }
        uint64_t age = top - seq;
        if (size && age >= size)
            return ReplayOld;
        if (size && accepted[age])
            return ReplayDup;
        if (age < 64)
            accepted[age] = true;
        return Ok;
    }

    uint64_t bits() const
    {
        uint64_t b = 0;
        for (unsigned i = 0; i < 64; i++)
            b |= uint64_t(accepted[i]) << i;
        return b;
    }

    unsigned size;
    uint64_t top;
    bool accepted[64];
};

class Model
{
  public:
    explicit Model(unsigned slots_ = SLOTS) : slots(slots_)
    {
    }

    struct State {
        uint16_t generation;
        Params p;
        Window window;
        bool refused = false;
        uint32_t sealed = 0, opened = 0, auth_failed = 0, replayed = 0;
    };
    std::map<uint16_t, State> live;
    std::map<uint16_t, uint16_t> generations;

    Result install(Session s, const Params &p)
    {
        if (s.slot >= slots || s.generation == 0)
            return Refused;
        auto at = live.find(s.slot);
        if (at != live.end())
            return at->second.generation == s.generation ? Ok : NoSlot;
        if (generations.count(s.slot) && generations[s.slot] >= s.generation)
            return Refused;
        if (p.window > 64 || p.bad_mac_limit == 0 || (p.next | p.soft | p.hard | p.top) > SeqMax)
            return Refused;
        generations[s.slot] = s.generation;
        live.insert({s.slot, State{s.generation, p, Window(p.window, p.top, p.seen)}});
        return Ok;
    }

    void remove(Session s)
    {
        if (find(s))
            live.erase(s.slot);
    }

    void wipe()
    {
        live.clear();
        generations.clear();
    }

    Answer seal(const Request &r)
    {
        Answer a{};
        a.tag = r.tag;
        State *s = find(r.session);
        if (!s)
            return fail(a, UnknownSession);
        if (r.data.size() > PayloadMax)
            return fail(a, TooLong);
        if (s->p.next == SeqMax || s->p.next >= s->p.hard) {
            a.hard_limit = !s->refused;
            s->refused = true;
            return fail(a, s->p.next == SeqMax ? SeqOverflow : Expired);
        }
        Wire w;
        w.ctype = r.ctype;
        w.epoch = s->p.tx_epoch;
        w.seq = a.seq = s->p.next++;
        w.explicit_nonce = uint64_t(w.epoch) << 48 | w.seq;
        a.data = w.seal(s->p.tx_key, s->p.tx_salt, s->p.key_256, s->p.tag_16, r.data);
        a.len = uint16_t(a.data.size());
        a.soft_limit = w.seq == s->p.soft;
        s->sealed++;
        return a;
    }

    Answer open(const Request &r)
    {
        Answer a{};
        const Bytes &in = r.data;
        a.tag = r.tag;
        if (in.size() < 13)
            return fail(a, BadRecord);
        a.ctype = in[0];
        a.seq = get_be(in, 5, 6);
        if (get_be(in, 11, 2) != in.size() - 13 || get_be(in, 1, 2) != 0xFEFD || in[0] < 20 ||
            in[0] > 23)
            return fail(a, BadRecord);
        State *s = find(r.session);
        if (!s)
            return fail(a, UnknownSession);
        if (get_be(in, 3, 2) != s->p.rx_epoch)
            return fail(a, WrongEpoch);
        size_t tag_len = s->p.tag_16 ? 16 : 8;
        if (in.size() < 21 + tag_len)
            return fail(a, BadRecord);
        size_t len = in.size() - 21 - tag_len;
        if (len > PayloadMax)
            return fail(a, TooLong);
        if (s->auth_failed >= s->p.bad_mac_limit)
            return fail(a, BadMacLimit);
        Bytes nonce(s->p.rx_salt, s->p.rx_salt + 4), aad(in.begin() + 3, in.begin() + 11);
        nonce.insert(nonce.end(), in.begin() + 13, in.begin() + 21);
        aad.insert(aad.end(), in.begin(), in.begin() + 3);
        put_be(aad, len, 2);
        Bytes text;
        if (!Ccm::open(s->p.rx_key, s->p.key_256, int(tag_len), nonce, aad,
                       Bytes(in.begin() + 21, in.end()), text)) {
            a.bad_mac_limit = ++s->auth_failed == s->p.bad_mac_limit;
            return fail(a, Auth);
        }
        Result verdict = s->window.accept(a.seq);
        if (verdict != Ok) {
            s->replayed++;
            return fail(a, verdict);
        }
        a.first_auth = s->opened++ == 0;
        a.data = text;
        a.len = uint16_t(text.size());
        return a;
    }

    /* The 48 bytes of a QUERY; empty if there is no such session. */
    Bytes query(Session id)
    {
        Bytes b;
        if (State *s = find(id)) {
            put_be(b, s->p.next, 8);
            put_be(b, s->window.top, 8);
            put_be(b, s->window.bits(), 8);
            for (uint32_t count : {s->sealed, s->opened, s->auth_failed, s->replayed})
                put_be(b, count, 4);
            put_be(b, 0, 8);
        }
        return b;
    }

  private:
    unsigned slots;

    State *find(Session s)
    {
        auto at = live.find(s.slot);
        return at != live.end() && at->second.generation == s.generation ? &at->second : nullptr;
    }

    static Answer fail(Answer a, Result r)
    {
        a.result = r;
        return a;
    }
};

} // namespace rec

#endif
