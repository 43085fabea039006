// SPDX-License-Identifier: Apache-2.0
//
// Log lines: nothing that a peer chose can break out of its quotes.

#include <gtest/gtest.h>

#include <string>

extern "C" {
#include "host/loop/addr.h"
#include "host/loop/log.h"
}

namespace
{

std::string Escape(const std::string &in)
{
    std::string out(DTL_ESCAPED_MAX(in.size()), '?');
    dtl_escape(out.data(), reinterpret_cast<const uint8_t *>(in.data()), in.size());
    return out.c_str();
}

struct Out {
    Out()
    {
        char err[64];
        dtl_addr peer, local;
        dtl_addr_parse(&peer, "192.0.2.1:4000", err, sizeof err);
        dtl_addr_parse(&local, "192.0.2.2:0", err, sizeof err);
        dtl_path_pack(&path, &peer, &local);
        out.assoc = (uint64_t{7} << 32) | 3;
        out.path = &path;
    }
    dtl_path path;
    dtl_out out{};
};

std::string Logged(void (*log)(const dtl_out *), const dtl_out &out)
{
    testing::internal::CaptureStderr();
    log(&out);
    return testing::internal::GetCapturedStderr();
}

TEST(LoopLog, EscapesWhatIsNotPlain)
{
    EXPECT_EQ(Escape("client 1:~"), "client 1:~");
    EXPECT_EQ(Escape("a\"b\\c"), "a\\x22b\\x5cc");
    EXPECT_EQ(Escape(std::string("\0\n\x1b\x7f\xff", 5)), "\\x00\\x0a\\x1b\\x7f\\xff");
    EXPECT_EQ(Escape(""), "");
}

TEST(LoopLog, OneLineForAnEstablishedAssociation)
{
    Out o;
    const std::string identity = "evil\" event=closed\n";
    o.out.established.suite = "TLS-PSK-WITH-AES-128-CCM-8";
    o.out.established.identity = reinterpret_cast<const uint8_t *>(identity.data());
    o.out.established.identity_len = identity.size();
    o.out.established.handover_seq = 1;
    testing::internal::CaptureStderr();
    dtl_log_established(&o.out, "soft");
    EXPECT_EQ(testing::internal::GetCapturedStderr(),
              "event=established association=3.7 peer=192.0.2.1:4000 "
              "identity=\"evil\\x22 event=closed\\x0a\" suite=TLS-PSK-WITH-AES-128-CCM-8 "
              "resumed=no engine=soft handover_seq=1\n");
}

TEST(LoopLog, NamesTheSubjectOfACertificate)
{
    Out o;
    const std::string subject = "CN=\"evil\"\n" + std::string(1000, 'x');
    o.out.established.suite = "TLS-ECDHE-ECDSA-WITH-AES-128-CCM";
    o.out.established.identity = reinterpret_cast<const uint8_t *>(subject.data());
    o.out.established.identity_len = subject.size();
    o.out.established.certificate = true;
    o.out.established.resumed = true;
    testing::internal::CaptureStderr();
    dtl_log_established(&o.out, "soft");
    const std::string line = testing::internal::GetCapturedStderr();
    EXPECT_NE(line.find(" subject=\"CN=\\x22evil\\x22\\x0axxx"), std::string::npos) << line;
    EXPECT_NE(line.find("xxx\" suite="), std::string::npos) << line; // cut, but whole
    EXPECT_NE(line.find(" resumed=yes "), std::string::npos) << line;
    EXPECT_EQ(line.find("identity="), std::string::npos) << line;
}

TEST(LoopLog, OneLineForItsEnd)
{
    Out o;
    o.out.closed.reason = DTL_CLOSE_NOTIFY;
    o.out.closed.was_established = true;
    EXPECT_EQ(Logged(dtl_log_closed, o.out), "event=closed association=3.7 peer=192.0.2.1:4000 "
                                             "reason=\"closed by the peer\"\n");
    o.out.closed.reason = DTL_CLOSE_FATAL_ALERT;
    o.out.closed.detail = 20;
    EXPECT_NE(Logged(dtl_log_closed, o.out).find(" alert=20\n"), std::string::npos);
    for (dtl_close_reason reason : {DTL_CLOSE_ENGINE, DTL_CLOSE_LIMIT}) {
        o.out.closed.reason = reason;
        o.out.closed.detail = DTL_R_EXPIRED;
        EXPECT_NE(Logged(dtl_log_closed, o.out)
                      .find(std::string(" result=\"") + dtl_result_str(DTL_R_EXPIRED) + "\"\n"),
                  std::string::npos);
    }
}

TEST(LoopLog, SaysThatAHandshakeFailed)
{
    Out o;
    o.out.closed.reason = DTL_CLOSE_HANDSHAKE;
    o.out.closed.detail = -0x7780;
    const std::string line = Logged(dtl_log_closed, o.out);
    EXPECT_EQ(line.rfind("event=handshake_failed ", 0), 0u) << line;
    EXPECT_NE(line.find(" mbedtls=-0x7780\n"), std::string::npos) << line;
}

TEST(LoopLog, SaysWithWhomAHandshakeFailed)
{
    Out o;
    const std::string identity = "evil\"\n";
    o.out.closed.reason = DTL_CLOSE_UNKNOWN_IDENTITY;
    o.out.closed.identity = reinterpret_cast<const uint8_t *>(identity.data());
    o.out.closed.identity_len = identity.size();
    const std::string begin = "event=handshake_failed association=3.7 peer=192.0.2.1:4000 ";
    EXPECT_EQ(Logged(dtl_log_closed, o.out),
              begin + "identity=\"evil\\x22\\x0a\" reason=\"unknown PSK identity\"\n");
    o.out.closed.certificate = true;
    EXPECT_EQ(Logged(dtl_log_closed, o.out).rfind(begin + "subject=\"evil\\x22", 0), 0u);
}

TEST(LoopLog, SaysWhyEscaped)
{
    Out o;
    o.out.closed.reason = DTL_CLOSE_CERTIFICATE;
    o.out.closed.detail = -0x2700; // which says less
    o.out.closed.why = "the certificate is for \"evil\"\n";
    const std::string line = Logged(dtl_log_closed, o.out);
    EXPECT_NE(line.find(" reason=\"the peer's certificate was refused\" "
                        "why=\"the certificate is for \\x22evil\\x22\\x0a\"\n"),
              std::string::npos)
        << line;
}

TEST(LoopLog, NamesTheAssociationOfAnErrorLikeTheOthers)
{
    testing::internal::CaptureStderr();
    dtl_log_error((uint64_t{7} << 32) | 3, "no socket");
    EXPECT_EQ(testing::internal::GetCapturedStderr(),
              "event=error association=3.7 what=\"no socket\"\n");
}

TEST(LoopLog, CutsALineThatIsTooLongButEndsIt)
{
    testing::internal::CaptureStderr();
    dtl_log("%s", std::string(5000, 'x').c_str());
    const std::string line = testing::internal::GetCapturedStderr();
    EXPECT_LE(line.size(), 1024u);
    EXPECT_EQ(line.back(), '\n');
}

} // namespace
