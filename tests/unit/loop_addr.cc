// SPDX-License-Identifier: Apache-2.0
//
// Addresses: text in, text out, and what makes two paths the same.

#include <gtest/gtest.h>
#include <net/if.h>

#include <string>

extern "C" {
#include "host/loop/addr.h"
}

namespace
{

std::string Format(const dtl_addr &a)
{
    char text[DTL_ADDR_STRLEN];
    dtl_addr_format(&a, text);
    return text;
}

dtl_addr Parse(const std::string &text)
{
    dtl_addr a;
    char err[256] = "";
    EXPECT_EQ(dtl_addr_parse(&a, text.c_str(), err, sizeof err), 0) << text << ": " << err;
    return a;
}

std::string ParseError(const std::string &text)
{
    dtl_addr a;
    char err[256] = "";
    EXPECT_EQ(dtl_addr_parse(&a, text.c_str(), err, sizeof err), DTL_ERR_FORMAT) << text;
    return err;
}

dtl_path Path(const std::string &peer, const std::string &local)
{
    dtl_addr p = Parse(peer), l = Parse(local);
    dtl_path path;
    dtl_path_pack(&path, &p, &l);
    return path;
}

std::string BytesOf(const dtl_path &p)
{
    return std::string(reinterpret_cast<const char *>(p.bytes), p.len);
}

TEST(LoopAddr, WritesWhatItReads)
{
    const std::string lo = "[fe80::1%lo]:5684";
    for (const std::string &text :
         {std::string("127.0.0.1:5684"), std::string("0.0.0.0:0"),
          std::string("255.255.255.255:65535"), std::string("[::]:5684"), std::string("[::1]:1"),
          std::string("[2001:db8::dead:beef]:5684"), lo})
        EXPECT_EQ(Format(Parse(text)), text);
}

TEST(LoopAddr, LongestTextFits)
{
    dtl_addr a = Parse("[2001:0db8:1111:2222:3333:4444:5555:6666]:65535");
    EXPECT_EQ(Format(a), "[2001:db8:1111:2222:3333:4444:5555:6666]:65535");
}

TEST(LoopAddr, WritesAnIpv4PeerOfAnIpv6SocketAsIpv4)
{
    EXPECT_EQ(Format(Parse("[::ffff:192.0.2.7]:99")), "192.0.2.7:99");
}

TEST(LoopAddr, SaysWhatIsWrong)
{
    const char *form = "not of the form ADDRESS:PORT";
    const struct {
        const char *text, *reason;
    } cases[] = {
        {"", form},
        {"5684", form},
        {":5684", form},
        {"127.0.0.1", form},
        {"::1:5684", form},
        {"[::1]", form},
        {"[::1:5684", form},
        {"::1]:5684", form},
        {"[]:5684", "'' is not an IPv6 address"},
        {"localhost:5684", "host names are not looked up"},
        {"127.0.0.256:5684", "not an IPv4 address"},
        {"127.1:5684", "not an IPv4 address"},
        {"[127.0.0.1]:5684", "not an IPv6 address"},
        {"[::g]:5684", "not an IPv6 address"},
        {"[fe80::1%nowhere]:5684", "no network interface 'nowhere'"},
        {"127.0.0.1:", "port '' is not a number"},
        {"127.0.0.1:65536", "port '65536' is not a number from 0 to 65535"},
        {"127.0.0.1:99999999999999999999", "not a number"},
        {"127.0.0.1:-1", "not a number"},
        {"127.0.0.1:80x", "not a number"},
        {"127.0.0.1: 80", "not a number"},
    };
    for (const auto &c : cases)
        EXPECT_NE(ParseError(c.text).find(c.reason), std::string::npos)
            << c.text << " gave: " << ParseError(c.text);
    EXPECT_NE(ParseError("[" + std::string(300, 'a') + "]:1").find(form), std::string::npos);
}

TEST(LoopPath, HoldsPeerAndLocalAddress)
{
    for (const auto &[peer, local] : {std::pair("192.0.2.1:4000", "198.51.100.7:0"),
                                      std::pair("[2001:db8::1]:4000", "[2001:db8::2]:0"),
                                      std::pair("[fe80::1%lo]:4000", "[fe80::2%lo]:0")}) {
        dtl_path path = Path(peer, local);
        dtl_addr p, l;
        dtl_path_unpack(&path, &p, &l);
        EXPECT_EQ(Format(p), peer);
        EXPECT_EQ(Format(l), local);
        EXPECT_LE(path.len, DTL_PATH_MAX);
    }
}

TEST(LoopPath, DiffersWithEachOfItsParts)
{
    const std::string v4 = BytesOf(Path("192.0.2.1:4000", "198.51.100.7:0"));
    EXPECT_EQ(v4, BytesOf(Path("192.0.2.1:4000", "198.51.100.7:0")));
    EXPECT_NE(v4, BytesOf(Path("192.0.2.2:4000", "198.51.100.7:0")));
    EXPECT_NE(v4, BytesOf(Path("192.0.2.1:4001", "198.51.100.7:0")));
    EXPECT_NE(v4, BytesOf(Path("192.0.2.1:4000", "198.51.100.8:0")));

    const std::string v6 = BytesOf(Path("[2001:db8::1]:4000", "[2001:db8::7]:0"));
    EXPECT_NE(v6, BytesOf(Path("[2001:db8::2]:4000", "[2001:db8::7]:0")));
    EXPECT_NE(v6, BytesOf(Path("[2001:db8::1]:4001", "[2001:db8::7]:0")));
    EXPECT_NE(v6, BytesOf(Path("[2001:db8::1]:4000", "[2001:db8::8]:0")));
}

// A route may change under an association; its interface is no part of who the peer is.
TEST(LoopPath, TheInterfaceCountsForLinkLocalAddressesOnly)
{
    dtl_addr peer = Parse("[2001:db8::1]:4000"), local = Parse("[2001:db8::7]:0");
    dtl_addr elsewhere = local;
    elsewhere.in6.sin6_scope_id = 7;
    dtl_path a, b;
    dtl_path_pack(&a, &peer, &local);
    dtl_path_pack(&b, &peer, &elsewhere);
    EXPECT_EQ(BytesOf(a), BytesOf(b));

    peer = Parse("[fe80::1%lo]:4000");
    dtl_path_pack(&a, &peer, &local);
    dtl_path_pack(&b, &peer, &elsewhere);
    EXPECT_NE(BytesOf(a), BytesOf(b));
}

} // namespace
