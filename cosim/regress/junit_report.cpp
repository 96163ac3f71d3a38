// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/junit_report.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <pugixml.hpp>
#include <sstream>

namespace oio {

namespace {

namespace fs = std::filesystem;

// What XML 1.0 cannot hold, a broken run may have printed.
std::string printable(const std::string& text) {
    std::string safe;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool allowed = byte == '\n' || byte == '\t' || (byte >= 0x20 && byte < 0x7f);
        safe += allowed ? c : '?';
    }
    return safe;
}

void set(pugi::xml_node node, const char* name, const std::string& value) {
    node.append_attribute(name) = printable(value).c_str();
}

void add_property(pugi::xml_node properties, const std::string& name, const std::string& value) {
    pugi::xml_node property = properties.append_child("property");
    set(property, "name", name);
    set(property, "value", value);
}

bool is_error(RunState state) {
    return state != RunState::Pass && state != RunState::Fail;
}

std::string attachments(const RegressReport& report, const ReportRun& item) {
    std::string lines;
    const auto add = [&](const fs::path& path) {
        if (fs::exists(report.out_dir / path)) {
            lines += "[[ATTACHMENT|" + (report.out_dir / path).string() + "]]\n";
        }
    };
    for (const char* file : {"result.json", "report.html", "log.txt", "stderr.txt"}) {
        add(fs::path(item.folder) / file);
    }
    for (const ReportBucket& bucket : report.buckets) {
        if (bucket.key == item.run.bucket && !bucket.waves.empty()) add(bucket.waves);
    }
    return lines;
}

void add_case(const RegressReport& report, const ReportRun& item, pugi::xml_node suite) {
    const LedgerRun& run = item.run;
    pugi::xml_node node = suite.append_child("testcase");
    set(node, "name", fmt::format("seed {}", run.identity.seed));
    set(node, "classname", report.list + "." + run.identity.test);
    set(node, "time", fmt::format("{:.3f}", run.outcome.wall_s));
    if (!run.recorded) {
        set(node.append_child("skipped"), "message", "not run yet");
        return;
    }
    if (run.outcome.state == RunState::Pass) return;
    pugi::xml_node why = node.append_child(is_error(run.outcome.state) ? "error" : "failure");
    set(why, "type", run.bucket);
    set(why, "message", run.message);
    const std::string text =
        fmt::format("{}\n\nreproduce: {}\n", run.outcome.detail, item.reproduce);
    why.text().set(printable(text).c_str());
    const std::string attached = attachments(report, item);
    if (!attached.empty()) node.append_child("system-out").text().set(printable(attached).c_str());
}

struct Counts {
    int tests = 0, failures = 0, errors = 0, skipped = 0;
    double time_s = 0.0;

    void add(const LedgerRun& run) {
        ++tests;
        if (!run.recorded) {
            ++skipped;
        } else if (run.outcome.state == RunState::Fail) {
            ++failures;
        } else if (is_error(run.outcome.state)) {
            ++errors;
        }
        time_s += run.outcome.wall_s;
    }
    void write(pugi::xml_node node, bool with_skipped) const {
        set(node, "tests", std::to_string(tests));
        set(node, "failures", std::to_string(failures));
        set(node, "errors", std::to_string(errors));
        if (with_skipped) set(node, "skipped", std::to_string(skipped));
        set(node, "time", fmt::format("{:.3f}", time_s));
    }
};

}  // namespace

std::string junit_xml(const RegressReport& report) {
    pugi::xml_document document;
    pugi::xml_node declaration = document.append_child(pugi::node_declaration);
    declaration.append_attribute("version") = "1.0";
    declaration.append_attribute("encoding") = "UTF-8";
    pugi::xml_node suites = document.append_child("testsuites");
    set(suites, "name", "oio regress " + report.list);
    Counts all;
    for (const ReportRun& item : report.runs) all.add(item.run);
    all.write(suites, false);

    // In the order of the list: the plan has the first seeds of all tests first.
    std::vector<std::string> tests;
    std::map<std::string, std::vector<const ReportRun*>> by_test;
    for (const ReportRun& item : report.runs) {
        std::vector<const ReportRun*>& runs = by_test[item.run.identity.test];
        if (runs.empty()) tests.push_back(item.run.identity.test);
        runs.push_back(&item);
    }
    for (const std::string& test : tests) {
        pugi::xml_node suite = suites.append_child("testsuite");
        set(suite, "name", report.list + "." + test);
        Counts counts;
        for (const ReportRun* item : by_test[test]) counts.add(item->run);
        counts.write(suite, true);
        std::string started = report.session.started;  // The schema knows no time zone.
        if (!started.empty() && started.back() == 'Z') started.pop_back();
        set(suite, "timestamp", started);
        pugi::xml_node properties = suite.append_child("properties");
        const ReportRun& first = *by_test[test].front();
        add_property(properties, "scenario", first.test->scenario);
        add_property(properties, "features",
                     fmt::format("{}", fmt::join(first.test->features, " ")));
        add_property(properties, "tags", fmt::format("{}", fmt::join(first.test->tags, " ")));
        add_property(properties, "tree", report.session.tree);
        add_property(properties, "run_seed", std::to_string(report.session.run_seed));
        for (const ReportRun* item : by_test[test]) {
            for (const auto& [name, value] : item->run.metrics) {
                add_property(properties, fmt::format("{}.{}", item->run.identity.seed, name),
                             fmt::format("{:.6g}", value));
            }
        }
        for (const ReportRun* item : by_test[test]) add_case(report, *item, suite);
    }
    std::ostringstream text;
    document.save(text, "  ");
    return text.str();
}

}  // namespace oio
