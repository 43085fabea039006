// SPDX-License-Identifier: Apache-2.0
//
// Reading a PSK file: what is said of the file itself.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <thread>

extern "C" {
#include "host/files/psk_file.h"
}

namespace
{

class PskFileRead : public ::testing::Test
{
  protected:
    void SetUp() override
    {
        char name[] = "/tmp/dtlane-psk-XXXXXX";
        int fd = mkstemp(name);
        ASSERT_GE(fd, 0);
        close(fd);
        path_ = name;
    }
    void TearDown() override
    {
        dtl_psks_free(&set_);
        unlink(path_.c_str());
    }

    void Write(const std::string &text, mode_t mode = 0600)
    {
        std::ofstream(path_, std::ios::binary) << text;
        ASSERT_EQ(chmod(path_.c_str(), mode), 0);
    }

    // What is said on standard error is in said_, the sentence in err_.
    int Read()
    {
        testing::internal::CaptureStderr();
        int ret = dtl_psk_file_read(&set_, path_.c_str(), err_, sizeof err_);
        said_ = testing::internal::GetCapturedStderr();
        return ret;
    }

    std::string path_, said_;
    dtl_psks set_{};
    char err_[256] = "";
};

TEST_F(PskFileRead, SaysNothingOfAGoodFile)
{
    Write("one:00112233445566778899aabbccddeeff\ntwo:00112233445566778899aabbccddeeff\n");
    EXPECT_EQ(Read(), 0);
    EXPECT_EQ(set_.n, 2u);
    EXPECT_EQ(said_, "");
}

TEST_F(PskFileRead, NamesFileLineAndReason)
{
    Write("one:00112233445566778899aabbccddeeff\nrubbish\ntwo:00112233445566778899aabbccddeeff\n");
    EXPECT_EQ(Read(), 0);
    EXPECT_EQ(set_.n, 2u);
    EXPECT_EQ(said_,
              path_ + ":2: there is no colon, write identity:hexkey; the line is not used\n");
}

TEST_F(PskFileRead, WarnsOfAShortKeyAndUsesIt)
{
    Write("one:01\n");
    EXPECT_EQ(Read(), 0);
    EXPECT_EQ(set_.n, 1u);
    EXPECT_EQ(said_, path_ + ":1: warning: the key is shorter than 16 bytes, and may be guessed\n");
}

TEST_F(PskFileRead, RefusesAFileWithoutAUsableEntry)
{
    for (const char *text : {"", "\n# nothing\n", "rubbish\n"}) {
        Write(text);
        EXPECT_EQ(Read(), DTL_ERR_FORMAT);
        EXPECT_NE(std::string(err_).find("has no usable entry"), std::string::npos) << err_;
    }
}

TEST_F(PskFileRead, SaysWhyAFileCannotBeRead)
{
    unlink(path_.c_str());
    EXPECT_EQ(Read(), DTL_ERR_IO);
    EXPECT_EQ(std::string(err_), "cannot read " + path_ + ": No such file or directory");
    path_ = "/tmp";
    EXPECT_EQ(Read(), DTL_ERR_IO);
    EXPECT_EQ(std::string(err_), "cannot read /tmp: Is a directory");
}

TEST_F(PskFileRead, WarnsIfOthersMayReadOrChangeIt)
{
    Write("one:00112233445566778899aabbccddeeff\n", 0644);
    EXPECT_EQ(Read(), 0);
    EXPECT_EQ(said_, path_ + ": warning: other users may read it; chmod o= " + path_ + "\n");
    dtl_psks_free(&set_);
    Write("one:00112233445566778899aabbccddeeff\n", 0602);
    EXPECT_EQ(Read(), 0);
    EXPECT_NE(said_.find("other users may change it"), std::string::npos);
    dtl_psks_free(&set_);
    Write("one:00112233445566778899aabbccddeeff\n", 0640);
    EXPECT_EQ(Read(), 0);
    EXPECT_EQ(said_, "");
}

TEST_F(PskFileRead, RefusesAFileThatIsTooLong)
{
    Write("one:00112233445566778899aabbccddeeff\n");
    ASSERT_EQ(truncate(path_.c_str(), DTL_PSK_FILE_MAX + 1), 0);
    EXPECT_EQ(Read(), DTL_ERR_FORMAT);
    EXPECT_EQ(std::string(err_), path_ + " is longer than 16 MiB");
}

TEST_F(PskFileRead, ReadsAFileThatIsLongerThanOneRead)
{
    std::string text;
    for (int i = 0; i < 20000; i++)
        text += "device-" + std::to_string(i) + ":00112233445566778899aabbccddeeff\n";
    Write(text);
    EXPECT_EQ(Read(), 0);
    EXPECT_EQ(set_.n, 20000u);
}

TEST_F(PskFileRead, ReadsAPipe)
{
    unlink(path_.c_str());
    ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
    std::thread writer(
        [this] { std::ofstream(path_) << "one:00112233445566778899aabbccddeeff\n"; });
    EXPECT_EQ(Read(), 0);
    writer.join();
    EXPECT_EQ(set_.n, 1u);
}

} // namespace
