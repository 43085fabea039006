// SPDX-License-Identifier: Apache-2.0
//
// Output to a reader that may be slow, gone, or a file: never blocks, loses nothing, leaves the
// descriptor as it was.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <memory>
#include <string>

extern "C" {
#include "host/client/output.h"
}

namespace
{

class ClientOutput : public ::testing::Test
{
  protected:
    void SetUp() override
    {
        signal(SIGPIPE, SIG_IGN);
        ASSERT_EQ(uv_loop_init(&loop_), 0);
        ASSERT_EQ(pipe(fds_), 0);
    }
    void TearDown() override
    {
        dtl_output_close(output_.get());
        uv_run(&loop_, UV_RUN_DEFAULT);
        EXPECT_EQ(uv_loop_close(&loop_), 0);
        close(fds_[0]);
        close(fds_[1]);
    }

    void Open(int fd)
    {
        ASSERT_EQ(dtl_output_init(output_.get(), &loop_, fd), 0);
    }
    void Put(const std::string &text)
    {
        dtl_output_put(output_.get(), reinterpret_cast<const uint8_t *>(text.data()), text.size());
    }
    // What is in the pipe now; the pipe is not blocking for its reader.
    std::string Read()
    {
        fcntl(fds_[0], F_SETFL, O_NONBLOCK);
        std::string all(1 << 20, '\0');
        ssize_t n = read(fds_[0], all.data(), all.size());
        all.resize(n > 0 ? static_cast<size_t>(n) : 0);
        return all;
    }

    uv_loop_t loop_{};
    int fds_[2]{};
    std::unique_ptr<dtl_output> output_ = std::make_unique<dtl_output>();
};

TEST_F(ClientOutput, WritesAtOnceIfItCan)
{
    Open(fds_[1]);
    Put("hello ");
    Put("");
    Put("world");
    EXPECT_EQ(Read(), "hello world");
    EXPECT_TRUE(dtl_output_idle(output_.get()));
}

TEST_F(ClientOutput, HoldsWhatASlowReaderDoesNotTakeInOrder)
{
    Open(fds_[1]);
    std::string all, seen;
    for (int i = 0; dtl_output_room(output_.get()); i++) {
        std::string piece(10000, static_cast<char>('a' + i % 26));
        Put(piece); // would block for ever if it blocked
        all += piece;
    }
    EXPECT_FALSE(dtl_output_idle(output_.get()));
    for (int i = 0; i < 100000 && seen.size() < all.size(); i++) {
        seen += Read();
        uv_run(&loop_, UV_RUN_NOWAIT);
    }
    EXPECT_TRUE(seen == all);
    EXPECT_TRUE(dtl_output_idle(output_.get()));
    EXPECT_EQ(fcntl(fds_[1], F_GETFL) & O_NONBLOCK, 0); // others may share it
}

TEST_F(ClientOutput, NotesThatItsReaderIsGone)
{
    Open(fds_[1]);
    close(fds_[0]);
    Put("hello");
    EXPECT_EQ(output_->error, EPIPE);
    EXPECT_TRUE(dtl_output_idle(output_.get()));
    Put("and again");
    EXPECT_TRUE(dtl_output_idle(output_.get()));
    fds_[0] = dup(fds_[1]);
}

TEST_F(ClientOutput, WritesToAFile)
{
    FILE *file = tmpfile();
    Open(fileno(file));
    for (int i = 0; i < 100; i++)
        Put(std::string(10000, 'x'));
    for (int i = 0; i < 1000 && !dtl_output_idle(output_.get()); i++)
        uv_run(&loop_, UV_RUN_NOWAIT);
    EXPECT_TRUE(dtl_output_idle(output_.get()));
    EXPECT_EQ(lseek(fileno(file), 0, SEEK_END), 1000000);
    fclose(file);
}

TEST_F(ClientOutput, NotesThatTheDiskIsFull)
{
    int full = open("/dev/full", O_WRONLY);
    Open(full);
    Put("hello");
    EXPECT_EQ(output_->error, ENOSPC);
    close(full);
}

} // namespace
