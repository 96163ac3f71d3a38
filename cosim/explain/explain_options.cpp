// SPDX-License-Identifier: Apache-2.0
#include "cosim/explain/explain_options.hpp"

#include <CLI/CLI.hpp>
#include <charconv>

namespace oio {

namespace {

// Messages of the option library show the limits of a double, and it cuts off what is too large.
std::string check_number(const std::string& text) {
    std::uint64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error == std::errc() && stop == end && number > 0) return "";
    return text + ": must be a whole number from 1" +
           (error == std::errc::result_out_of_range ? ", and not as large as this" : "");
}

std::string check_lane(const std::string& lane) {
    constexpr std::size_t kMostDigits = 4;  // A link has fewer than 10,000 lanes.
    const std::size_t digits = lane.rfind("a:", 0) == 0 || lane.rfind("b:", 0) == 0 ? 2 : 0;
    const bool good = lane.size() > digits && lane.size() <= digits + kMostDigits &&
                      lane.find_first_not_of("0123456789", digits) == std::string::npos;
    return good ? "" : lane + " is no lane: write 17, a:17 or b:17";
}

}  // namespace

CLI::App* add_explain_command(CLI::App& app, ExplainOptions& options) {
    CLI::App* const command = app.add_subcommand(
        "explain", "From a wrong bit to its cause, its flit, the check and the replay");
    command->add_option("folder", options.folder, "Folder of the run's results, or its capsule")
        ->required();
    CLI::Option* const number =
        command->add_option("--error", options.number, "Number of the error in the run, from 1")
            ->check(check_number);
    command->add_option("--lane", options.lane, "The first error of a lane: 17, a:17 or b:17")
        ->excludes(number)
        ->check(check_lane);
    command->add_option("--out", options.out, "Folder for what is found (default DIR/explain)")
        ->type_name("DIR");
    command->add_flag("--json", options.json,
                      "Print the chain as JSON, and nothing else, on standard output");
    return command;
}

}  // namespace oio
