package import AjarCore
package import AjarResource
import Synchronization

/// How many requests a key and its organization may make: buckets that fill up steadily and may be emptied in
/// one go.
///
/// Each part of the API has buckets of its own, for reading and for writing (reference 2.10). They live in
/// memory: a restart fills them, which is harmless.
package final class RateLimit: Sendable {
    package struct Policy: Sendable {
        /// Requests per second.
        package var rate: Double
        package var burst: Double

        package init(rate: Double) {
            self.rate = rate
            burst = rate * 4
        }
    }

    /// What the header says, and whether the request may go on.
    package struct Standing: Sendable, Equatable {
        package var limit: Int
        package var remaining: Int
        /// Seconds until the bucket is full again; until the next request is allowed, when this one isn't.
        package var reset: Int
        package var wait: Double?

        package var header: String { "limit=\(limit), remaining=\(remaining), reset=\(reset)" }
    }

    private struct Key: Hashable {
        let owner: String
        let group: String
        let isWrite: Bool
    }

    private struct Bucket {
        var tokens: Double
        var filled: Int

        /// A clock that was set back adds nothing.
        mutating func fill(_ policy: Policy, _ now: Int) {
            tokens = min(policy.burst, tokens + policy.rate * Double(max(0, now - filled)) / 1e6)
            filled = now
        }

        func secondsToFull(_ policy: Policy) -> Int {
            Int(((policy.burst - tokens) / policy.rate).rounded(.up))
        }
    }

    /// Buckets that are kept at most; when there are more, the full ones are dropped, since a new one is full
    /// too.
    static let maxBuckets = 50_000
    /// An organization may do as much as so many of its keys together.
    static let keysPerOrganization: Double = 3

    private let policy: Policy?
    private let clock: Clock
    private let buckets = Mutex<[Key: Bucket]>([:])

    /// Without a policy nothing is limited, but clients still find the header.
    package init(_ policy: Policy?, clock: Clock = .system) {
        self.policy = policy
        self.clock = clock
    }

    /// How many buckets are kept now.
    package var count: Int { buckets.withLock { $0.count } }

    /// What a request without a caller is told.
    package var untouched: Standing {
        let limit = Int((policy ?? Policy(rate: 60)).burst)
        return Standing(limit: limit, remaining: limit, reset: 0)
    }

    package func take(_ caller: Caller, group: String, method: Method) -> Standing {
        guard let policy else { return untouched }
        let now = clock.now.micros
        let isWrite = method != .get
        let own = Key(owner: caller.credential, group: group, isWrite: isWrite)
        let shared = Key(owner: caller.organizationID.text, group: group, isWrite: isWrite)
        return buckets.withLock { buckets in
            if buckets.count > Self.maxBuckets { Self.tidy(&buckets, policy, now) }
            var mine = buckets[own] ?? Bucket(tokens: policy.burst, filled: now)
            let ceiling = policy.times(Self.keysPerOrganization)
            var ours = buckets[shared] ?? Bucket(tokens: ceiling.burst, filled: now)
            mine.fill(policy, now)
            ours.fill(ceiling, now)
            let isAllowed = mine.tokens >= 1 && ours.tokens >= 1
            if isAllowed {
                mine.tokens -= 1
                ours.tokens -= 1
            }
            buckets[own] = mine
            buckets[shared] = ours
            let limit = Int(policy.burst)
            guard isAllowed else {
                let wait = max((1 - mine.tokens) / policy.rate, (1 - ours.tokens) / ceiling.rate)
                return Standing(limit: limit, remaining: 0, reset: max(1, Int(wait.rounded(.up))), wait: wait)
            }
            let remaining = Int(min(mine.tokens, ours.tokens))
            return Standing(limit: limit, remaining: remaining, reset: mine.secondsToFull(policy))
        }
    }

    private static func tidy(_ buckets: inout [Key: Bucket], _ policy: Policy, _ now: Int) {
        let secondsToFill = policy.burst / policy.rate
        buckets = buckets.filter { Double(now - $0.value.filled) / 1e6 < secondsToFill }
        // Too many active ones to remember: forgetting them all lets some pass, and keeps our memory.
        if buckets.count > maxBuckets / 2 { buckets.removeAll() }
    }
}

extension RateLimit.Policy {
    fileprivate func times(_ factor: Double) -> Self {
        var many = self
        many.rate *= factor
        many.burst *= factor
        return many
    }
}

extension Caller {
    /// What the caller signed in with, for counting: one user with two keys counts twice.
    package var credential: String {
        apiKeyID ?? oauthClientID.map { "\($0) \(userID?.text ?? "")" } ?? userID?.text ?? ""
    }
}
