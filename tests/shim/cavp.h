/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads the CCM response files (.rsp) of NIST's Cryptographic Algorithm Validation Program: lines
 * `Name = value`, some in brackets. A value holds for all vectors below it, a vector begins at
 * `Count` and ends at an empty line.
 */
#ifndef TESTS_SHIM_CAVP_H
#define TESTS_SHIM_CAVP_H

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace cavp
{

using Bytes = std::vector<uint8_t>;

struct Vector {
    std::string name; /* file and count */
    Bytes key, nonce, adata;
    Bytes cipher, tag;
    bool pass; /* false: a forgery, payload is empty */
    Bytes payload;
};

/* The file's path; DTL_CAVP_DIR says where the vectors are. Throws if that is not so. */
inline std::string path_of(const std::string &file)
{
    const char *dir = std::getenv("DTL_CAVP_DIR");
    if (!dir || !std::ifstream(std::string(dir) + "/" + file))
        throw std::runtime_error(file + ": no NIST CCM vectors in DTL_CAVP_DIR (" +
                                 (dir ? dir : "not set") +
                                 "). `make setup` installs them, `make check` sets DTL_CAVP_DIR.");
    return std::string(dir) + "/" + file;
}

class Reader
{
  public:
    std::vector<Vector> read(const std::string &file)
    {
        std::ifstream in(path_of(file));
        for (std::string line; std::getline(in, line);)
            take_line(file, line.substr(0, line.find('\r')));
        end_vector(file);
        return vectors;
    }

  private:
    std::map<std::string, std::string> values;
    std::vector<Vector> vectors;
    bool in_vector = false;

    void take_line(const std::string &file, const std::string &line)
    {
        if (line.empty())
            end_vector(file);
        else if (line[0] == '[')
            for (size_t at = 1; at < line.size(); at = line.find_first_of(",]", at) + 1)
                take_value(line.substr(at, line.find_first_of(",]", at) - at));
        else if (line[0] != '#')
            take_value(line);
    }

    void take_value(const std::string &text)
    {
        const size_t name = text.find_first_not_of(' '), equals = text.find(" = ");
        if (equals == std::string::npos)
            throw std::runtime_error("not `Name = value`: " + text);
        const std::string key = text.substr(name, equals - name);
        values[key] = text.substr(equals + 3);
        in_vector |= key == "Count";
    }

    size_t number(const char *name) const
    {
        return std::stoul(values.at(name));
    }

    /* The first `length` bytes; an empty value is written as 00. */
    Bytes bytes(const char *name, size_t length) const
    {
        const std::string &hex = values.at(name);
        if (hex.size() != (length ? 2 * length : 2))
            throw std::runtime_error(std::string(name) + " has a wrong length: " + hex);
        Bytes b;
        for (size_t i = 0; i < length; i++)
            b.push_back(uint8_t(std::stoul(hex.substr(2 * i, 2), nullptr, 16)));
        return b;
    }

    void end_vector(const std::string &file)
    {
        if (!in_vector)
            return;
        in_vector = false;
        Vector v;
        v.name = file + " count " + values.at("Count");
        v.key = bytes("Key", values.at("Key").size() / 2);
        v.nonce = bytes("Nonce", number("Nlen"));
        v.adata = bytes("Adata", number("Alen"));
        v.cipher = bytes("CT", number("Plen") + number("Tlen"));
        v.tag.assign(v.cipher.begin() + long(number("Plen")), v.cipher.end());
        v.cipher.resize(number("Plen"));
        v.pass = !values.count("Result") || values.at("Result") == "Pass";
        if (v.pass)
            v.payload = bytes("Payload", number("Plen"));
        for (const char *once : {"Count", "Adata", "CT", "Result", "Payload"})
            values.erase(once);
        vectors.push_back(v);
    }
};

inline std::vector<Vector> read(const std::string &file)
{
    return Reader().read(file);
}

} // namespace cavp

#endif
