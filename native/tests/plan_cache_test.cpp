// The plans that a context keeps: few, however many sampling rates a corpus has.
#include "../src/cpu/plan_cache.h"

#include <vector>

#include "check.h"

namespace {

using emodna::cpu::PlanCache;

struct Plan {
  explicit Plan(int n) : number(n) {}
  int number;
};

std::shared_ptr<const Plan> plan_of(PlanCache& cache, int rate) {
  return cache.get<Plan>("p" + std::to_string(rate), [&] { return std::make_shared<const Plan>(rate); });
}

void hundreds_of_odd_rates_keep_few_plans() {
  PlanCache cache;
  std::vector<std::weak_ptr<const Plan>> plans;
  for (int rate = 44001; rate < 44501; ++rate) {
    const auto plan = plan_of(cache, rate);
    CHECK(plan->number == rate);
    plans.push_back(plan);
    // Used by every resampling, so that it never leaves.
    CHECK(plan_of(cache, 44001)->number == 44001);
  }
  int living = 0;
  for (const auto& plan : plans) living += plan.expired() ? 0 : 1;
  CHECK(living == 16);
  CHECK(!plans.front().expired() && !plans.back().expired());
}

void a_plan_in_use_outlives_the_cache() {
  std::shared_ptr<const Plan> kept;
  {
    PlanCache cache;
    kept = plan_of(cache, 1);
    for (int rate = 2; rate < 100; ++rate) plan_of(cache, rate);
    CHECK(plan_of(cache, 1) != kept);
  }
  CHECK(kept->number == 1);
}

}  // namespace

int main() {
  hundreds_of_odd_rates_keep_few_plans();
  a_plan_in_use_outlives_the_cache();
  return test_result("plan_cache_test");
}
