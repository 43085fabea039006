// SPDX-License-Identifier: Apache-2.0
//
// Every input of tests/fuzz/corpus as a test, without libFuzzer: what was found once stays found,
// with every compiler.
#include "tests/fuzz/fuzz.h"

#include <filesystem>
#include <fstream>
#include <iterator>

namespace
{

class Replay : public testing::Test
{
  public:
    Replay(const fuzz::Target &target, std::string file) : target_(target), file_(std::move(file))
    {
    }

    void TestBody() override
    {
        std::ifstream in(file_, std::ios::binary);
        ASSERT_TRUE(in) << "cannot read " << file_;
        const std::string input{std::istreambuf_iterator<char>(in), {}};
        fuzz::Run(target_, reinterpret_cast<const uint8_t *>(input.data()), input.size());
    }

  private:
    fuzz::Target target_;
    std::string file_;
};

void AddTests(const fuzz::Target &target, const std::string &corpus)
{
    std::vector<std::filesystem::path> files;
    for (const auto &entry : std::filesystem::directory_iterator(corpus + "/" + target.name))
        files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const auto &file : files)
        testing::RegisterTest(
            "Fuzz", (std::string(target.name) + "/" + file.filename().string()).c_str(), nullptr,
            nullptr, __FILE__, __LINE__,
            [=]() -> testing::Test * { return new Replay(target, file.string()); });
}

} // namespace

int main(int argc, char **argv)
{
    testing::InitGoogleTest(&argc, argv);
    for (const fuzz::Target &target : fuzz::Targets())
        AddTests(target, "tests/fuzz/corpus");
    return RUN_ALL_TESTS();
}
