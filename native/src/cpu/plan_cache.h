// Tables that an operation builds once for each set of parameters and reads in every later call.
#ifndef EMODNA_CPU_PLAN_CACHE_H
#define EMODNA_CPU_PLAN_CACHE_H

#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace emodna::cpu {

// Keeps the most recently used plans. A plan never changes once built, and lives as long as somebody holds it, so
// several threads may share one and an old one may leave the cache while it is in use.
class PlanCache {
 public:
  // The plan under `key` (its first byte names the type), or build()'s, which returns shared_ptr<const Plan>.
  template <class Plan, class Build>
  std::shared_ptr<const Plan> get(const std::string& key, const Build& build) {
    std::lock_guard<std::mutex> lock(mutex_);
    for (auto entry = plans_.begin(); entry != plans_.end(); ++entry) {
      if (entry->first != key) continue;
      plans_.splice(plans_.begin(), plans_, entry);
      return std::static_pointer_cast<const Plan>(plans_.front().second);
    }
    std::shared_ptr<const Plan> plan = build();
    plans_.emplace_front(key, plan);
    if (plans_.size() > kPlans) plans_.pop_back();
    return plan;
  }

 private:
  // Two recipes of pitch, one of MFCC and one of voice, a filter and a table for each of two ratios of rates, and as
  // much again: most corpora have one or two sampling rates, some one for each file. A plan has at most some 4 MB.
  static constexpr std::size_t kPlans = 16;

  std::mutex mutex_;
  std::list<std::pair<std::string, std::shared_ptr<const void>>> plans_;
};

}  // namespace emodna::cpu

#endif
