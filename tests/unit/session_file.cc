// SPDX-License-Identifier: Apache-2.0
//
// The file of a client's session: its owner's only, whole at any time.

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

extern "C" {
#include "driver/error.h"
#include "host/files/session_file.h"
}

namespace
{

class SessionFile : public ::testing::Test
{
  protected:
    void SetUp() override
    {
        char name[] = "/tmp/dtlane-session-XXXXXX";
        ASSERT_NE(mkdtemp(name), nullptr);
        dir_ = name;
        path_ = dir_ + "/session";
    }
    void TearDown() override
    {
        std::filesystem::remove_all(dir_);
    }

    int Write(const std::string &session)
    {
        return dtl_session_file_write(path_.c_str(),
                                      reinterpret_cast<const uint8_t *>(session.data()),
                                      session.size(), err_, sizeof err_);
    }
    // What is in it, or the sentence.
    std::string Read()
    {
        dtl_file f;
        testing::internal::CaptureStderr();
        int ret = dtl_session_file_read(&f, path_.c_str(), err_, sizeof err_);
        said_ = testing::internal::GetCapturedStderr();
        if (ret)
            return err_;
        std::string session(reinterpret_cast<char *>(f.bytes), f.len);
        dtl_file_free(&f);
        return session;
    }
    size_t Files() const
    {
        size_t n = 0;
        for (const auto &entry : std::filesystem::directory_iterator(dir_))
            n += entry.exists();
        return n;
    }

    std::string dir_, path_, said_;
    char err_[512] = "";
};

TEST_F(SessionFile, HoldsWhatWasWritten)
{
    const std::string session("\0session\xff\n", 10), longer(100000, 's');
    ASSERT_EQ(Write(session), 0) << err_;
    EXPECT_EQ(Read(), session);
    ASSERT_EQ(Write(longer), 0) << err_;
    EXPECT_EQ(Read(), longer);
    EXPECT_EQ(Files(), 1u);
    EXPECT_EQ(said_, "");
}

TEST_F(SessionFile, IsItsOwnersOnlyWhateverItWas)
{
    std::ofstream(path_) << "old";
    ASSERT_EQ(chmod(path_.c_str(), 0644), 0);
    EXPECT_EQ(Read(), "old");
    EXPECT_NE(said_.find("warning: other users may read it"), std::string::npos);
    mode_t before = umask(0);
    ASSERT_EQ(Write("new"), 0) << err_;
    umask(before);
    struct stat st;
    ASSERT_EQ(stat(path_.c_str(), &st), 0);
    EXPECT_EQ(st.st_mode & 07777, 0600u);
}

TEST_F(SessionFile, ThatDoesNotExistIsNoSession)
{
    EXPECT_EQ(Read(), "");
}

// To whoever may write a device's directory it would be gone, a link would be a file.
TEST_F(SessionFile, ReplacesNothingButARegularFile)
{
    const std::string target = dir_ + "/target", link = dir_ + "/link", pipe = dir_ + "/pipe";
    std::ofstream(target) << "precious";
    ASSERT_EQ(symlink(target.c_str(), link.c_str()), 0);
    ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
    for (const std::string &path : {dir_, link, pipe}) {
        const std::string sentence =
            path + " is not a regular file, and a session is kept in nothing else";
        path_ = path;
        EXPECT_EQ(Write("x"), DTL_ERR_IO);
        EXPECT_EQ(err_, sentence);
        EXPECT_EQ(Read(), sentence);
    }
    struct stat st;
    ASSERT_EQ(lstat(link.c_str(), &st), 0);
    EXPECT_TRUE(S_ISLNK(st.st_mode));
    ASSERT_EQ(lstat(pipe.c_str(), &st), 0);
    EXPECT_TRUE(S_ISFIFO(st.st_mode));
    EXPECT_EQ(Files(), 3u);
    path_ = target;
    EXPECT_EQ(Read(), "precious");
}

TEST_F(SessionFile, SaysWhyItCannotBeReadOrWritten)
{
    path_ = dir_ + "/none/session";
    EXPECT_EQ(Write("x"), DTL_ERR_IO);
    EXPECT_EQ(std::string(err_), "cannot write " + path_ + ": No such file or directory");
    path_ = dir_ + "/" + std::string(5000, 'x');
    EXPECT_EQ(Write("x"), DTL_ERR_IO);
}

} // namespace
