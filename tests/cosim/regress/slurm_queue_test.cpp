// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/slurm_queue.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>

#include "cosim/config_reader.hpp"
#include "tests/support/scratch_folder.hpp"

using oio::parse_squeue;
using oio::QueueError;
using oio::SlurmQueue;
using oio::TaskPhase;
using oio::test::ScratchFolder;

namespace {

// Programs of these names in a folder that alone is in PATH; each test is a process of its own.
class StandIns {
public:
    StandIns() { setenv("PATH", (folder_.path().string() + ":/usr/bin:/bin").c_str(), 1); }
    void add(const std::string& name, const std::string& script) const {
        const auto path = folder_.write(name, "#!/bin/sh\n" + script + "\n");
        std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    }
    std::filesystem::path path() const { return folder_.path(); }

private:
    ScratchFolder folder_;
};

std::string text_of(const std::filesystem::path& path) {
    std::ifstream file(path);
    return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace

TEST_CASE("slurm_queue: states of tasks, in the words of squeue", "[cosim][regress]") {
    // As squeue 22.05 answers.
    const auto tasks = parse_squeue(
        "squeue: warning: something\n"
        "0|RUNNING|None|vn1|17|oio-a-0\n"
        "1|PENDING|Resources||17|oio-a-0\n"
        "2|PENDING|launch_failed_requeued_held||17|oio-a-0\n"
        "3|NODE_FAIL|NodeDown|vn2|17|oio-a-0\n"
        "4|COMPLETING|None|vn2|17|oio-a-0\n"
        "5|PENDING|PartitionTimeLimit||17|oio-a-0\n"
        "6|OUT_OF_MEMORY|OutOfMemory|vn2|17|oio-a-0\n"
        "N/A|RUNNING|None|vn1|18|another\n");
    REQUIRE(tasks.size() == 7);
    CHECK(tasks[0].phase == TaskPhase::Alive);
    CHECK(tasks[0].array == "oio-a-0");
    CHECK(tasks[0].id == "17_0");
    CHECK(tasks[1].phase == TaskPhase::Alive);
    CHECK(tasks[2].phase == TaskPhase::Stuck);
    CHECK(tasks[3].phase == TaskPhase::Ended);
    CHECK(tasks[3].words == "NODE_FAIL on vn2");
    CHECK(tasks[4].phase == TaskPhase::Ending);
    CHECK(tasks[5].phase == TaskPhase::Refused);
    CHECK(tasks[6].phase == TaskPhase::Failed);
    CHECK(tasks[6].task == 6);
}

TEST_CASE("slurm_queue: says what is absent and who does not answer", "[cosim][regress]") {
    const StandIns programs;
    setenv("PATH", programs.path().c_str(), 1);
    CHECK_THROWS_WITH(SlurmQueue({}), Catch::Contains("sbatch is not in PATH"));
    setenv("PATH", (programs.path().string() + ":/usr/bin:/bin").c_str(), 1);
    programs.add("sbatch", "exit 0");
    programs.add("scancel", "exit 0");
    programs.add("squeue", "echo 'error: Unable to contact slurm controller' >&2; exit 1");
    CHECK_THROWS_WITH(SlurmQueue({}), Catch::Contains("Unable to contact"));
}

TEST_CASE("slurm_queue: one array per submission, the user's arguments last", "[cosim][regress]") {
    const StandIns programs;
    programs.add("squeue", "exit 0");
    programs.add("scancel", "exit 0");
    programs.add("sbatch", "printf '%s\\n' \"$@\" > '" + programs.path().string() + "/said'");
    SlurmQueue queue({"night", 700, {"--account=chips", "--time=7"}});
    oio::ArrayJob job;
    job.name = "oio-a-0";
    job.tasks = 12;
    job.at_once = 4;
    job.script = "/x/task.sh";
    job.folder = "/x";
    job.wall_limit_s = 100.0;
    queue.submit(job);
    const std::string said = text_of(programs.path() / "said");
    CHECK_THAT(said, Catch::Contains("--job-name=oio-a-0\n--array=0-11%4\n"));
    CHECK_THAT(said, Catch::Contains("--time=3\n"));  // Two minutes hold it, and one more.
    CHECK_THAT(said, Catch::Contains("--no-requeue\n"));
    CHECK_THAT(said, Catch::Contains("--partition=night\n--mem=700M\n"));
    CHECK_THAT(said, Catch::EndsWith("--account=chips\n--time=7\n/x/task.sh\n"));
}

TEST_CASE("slurm_queue: tells a refusal from silence", "[cosim][regress]") {
    const StandIns programs;
    programs.add("squeue", "exit 0");
    programs.add("scancel", "exit 0");
    programs.add("sbatch", "echo 'sbatch: error: invalid partition specified: x' >&2; exit 1");
    SlurmQueue queue({});
    const auto unreachable = [&] {
        try {
            queue.submit({"oio-a-0", 1, 0, "/x/task.sh", "/x", 60.0});
        } catch (const QueueError& failure) {
            return failure.unreachable ? 1 : 0;
        }
        return -1;
    };
    CHECK(unreachable() == 0);
    programs.add("sbatch", "echo 'Unable to contact slurm controller (connect failure)'; exit 1");
    CHECK(unreachable() == 1);
}
