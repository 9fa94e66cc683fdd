import AjarCore
package import Logging
import ServiceLifecycle
import Synchronization

/// Performs the jobs of one queue.
///
/// Everything that the table must know is told in one transaction per round: what ended, which leases go on,
/// what is taken next. Dying between rounds repeats at most the work whose end wasn't written yet; its worker
/// has to bear that.
package final class Runner: Service {
    package struct Options: Sendable {
        /// How many jobs run at the same time.
        package var concurrency = 8
        /// How many of one lane, see `JobTable`: the narrow end counts when little is free, the wide one when
        /// much is.
        package var laneWidth: ClosedRange<Int> = .max ... .max
        /// After so long without a sign of us, a job may be given to somebody else.
        package var lease: Duration = .seconds(60)
        /// How long running jobs may go on after the word to stop.
        package var grace: Duration = .seconds(20)
        /// The longest time without a look at the queue, should every wake get lost.
        package var patience: Duration = .seconds(5)

        package init() {}
    }

    private struct State {
        var running: [Hold: Running] = [:]
        var ended: [(job: ClaimedJob, outcome: Outcome)] = []
        var stopsAt: ContinuousClock.Instant?
        var lastLane = ""
    }

    private struct Hold: Hashable {
        let id: ID
        let attempt: Int
    }

    private struct Running {
        let job: ClaimedJob
        var task: Task<Void, Never>?
    }

    /// Unique per runner, since it is a part of what makes a hold of a job ours.
    package let name: String
    package let queue: String
    private let store: Store
    private let workers: Workers
    private let options: Options
    private let logger: Logger
    private let bell = Doorbell()
    private let state = Mutex(State())

    package init(
        store: Store, queue: String, workers: Workers, options: Options = Options(),
        logger: Logger = Logger(label: "ajar.jobs")
    ) {
        self.store = store
        self.queue = queue
        self.workers = workers
        self.options = options
        self.logger = logger
        name =
            "\(queue)-\(ID.make(.short("run"), at: store.environs.clock.now, random: store.environs.random).text)"
    }

    /// Makes it look at the queue now.
    package func poke() { bell.ring() }

    package func run() async throws {
        // Before the first look, so that nothing falls between.
        let wakes = store.wakes()
        await withGracefulShutdownHandler {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { [queue, bell] in
                    for await queues in wakes where queues.isEmpty || queues.contains(queue) { bell.ring() }
                }
                await rounds()
                group.cancelAll()
            }
        } onGracefulShutdown: {
            self.stop(grace: self.options.grace)
        }
    }

    private func stop(grace: Duration) {
        state.withLock { state in
            let end = ContinuousClock.now + grace
            state.stopsAt = min(state.stopsAt ?? end, end)
        }
        bell.ring()
    }

    // MARK: - Rounds

    private func rounds() async {
        var renewAt = store.environs.clock.now + options.lease / 3
        while true {
            if Task.isCancelled { stop(grace: .zero) }
            let (stopsAt, isIdle) = state.withLock { ($0.stopsAt, $0.running.isEmpty && $0.ended.isEmpty) }
            if let stopsAt, isIdle || stopsAt <= .now { return await leave() }

            var wait = options.patience
            do {
                let now = store.environs.clock.now
                let isRenewal = now >= renewAt
                let round = try await self.round(mayClaim: stopsAt == nil, isRenewal: isRenewal)
                if isRenewal { renewAt = now + options.lease / 3 }
                round.jobs.forEach(start)
                if round.hasMore { continue }
                if let next = round.nextRunAt { wait = min(wait, next - store.environs.clock.now) }
                wait = min(wait, renewAt - store.environs.clock.now)
            } catch {
                // What ended stays with us until it is written; the leases tell how long that may take.
                logger.error("job round failed", metadata: ["queue": "\(queue)", "error": "\(error)"])
                wait = .seconds(1)
            }
            if let stopsAt { wait = min(wait, stopsAt - .now) }
            await bell.wait(atMost: max(wait, .milliseconds(2)))
        }
    }

    private struct Round: Sendable {
        var jobs: [ClaimedJob] = []
        var nextRunAt: Timestamp?
        var hasMore = false
        var lost: [ClaimedJob] = []
        var lastLane: String?
    }

    /// One transaction: ends what is over, keeps what runs, takes what is due.
    private func round(mayClaim: Bool, isRenewal: Bool) async throws -> Round {
        let (ended, running, last) = state.withLock { ($0.ended, $0.running.values.map(\.job), $0.lastLane) }
        let room = mayClaim ? max(0, options.concurrency - running.count) : 0
        guard room > 0 || !ended.isEmpty || (isRenewal && !running.isEmpty) else { return Round() }
        let lanes = LaneLimit(
            width: max(options.laneWidth.lowerBound, min(options.laneWidth.upperBound, room / 4)),
            running: Dictionary(running.map { ($0.lane, 1) }, uniquingKeysWith: +), last: last)
        let round = try await store.write { [queue, name, lease = options.lease] transaction in
            var round = Round()
            for (job, outcome) in ended where try !transaction.record(outcome, of: job) {
                round.lost.append(job)
            }
            if isRenewal {
                let kept = try transaction.renew(running, worker: name, lease: lease)
                round.lost += running.filter { !kept.contains($0.id) }
            }
            if room > 0 {
                let claim = try transaction.claim(
                    queue: queue, worker: name, limit: min(room, 100), lease: lease, lanes: lanes)
                round.jobs = claim.jobs
                round.lastLane = claim.lastLane
                round.nextRunAt = claim.nextRunAt
                round.hasMore = claim.jobs.count == 100 && room > 100
            }
            return round
        }
        // Written by us alone, and only what came since is behind it.
        state.withLock { state in
            state.ended.removeFirst(ended.count)
            state.lastLane = round.lastLane ?? state.lastLane
        }
        round.lost.forEach(forget)
        return round
    }

    /// Somebody else has the job by now: our hands off it.
    private func forget(_ job: ClaimedJob) {
        let running = state.withLock {
            $0.running.removeValue(forKey: Hold(id: job.id, attempt: job.attempt))
        }
        running?.task?.cancel()
        bell.ring()
        logger.warning(
            "job lease lost",
            metadata: ["job": "\(job.id)", "kind": "\(job.kind)", "attempt": "\(job.attempt)"])
    }

    // MARK: - One job

    private func start(_ job: ClaimedJob) {
        let hold = Hold(id: job.id, attempt: job.attempt)
        state.withLock { $0.running[hold] = Running(job: job) }
        // Not a child: a worker that ignores its cancellation must not keep the process from ending.
        let task = Task { await perform(job) }
        state.withLock { $0.running[hold]?.task = task }
    }

    private func perform(_ job: ClaimedJob) async {
        var outcome: Outcome
        do {
            outcome = try await self.outcome(of: job)
        } catch is LeaseLost {
            return forget(job)
        } catch {
            logger.warning(
                "job failed",
                metadata: [
                    "job": "\(job.id)", "kind": "\(job.kind)", "attempt": "\(job.attempt)",
                    "error": "\(error)",
                ])
            let delay = Backoff.delay(attempt: job.attempt, random: store.environs.random)
            outcome = .retry(at: store.environs.clock.now + delay, reason: "\(error)")
        }
        state.withLock { state in
            // One that was handed back or lost has no say any more.
            guard state.running.removeValue(forKey: Hold(id: job.id, attempt: job.attempt)) != nil else {
                return
            }
            if case .recorded = outcome { return }
            state.ended.append((job, outcome))
        }
        bell.ring()
    }

    private func outcome(of job: ClaimedJob) async throws -> Outcome {
        guard let perform = workers[job.kind] else {
            // During an update an older process may see the jobs of a newer one.
            logger.error("job of unknown kind", metadata: ["job": "\(job.id)", "kind": "\(job.kind)"])
            return .snooze(until: store.environs.clock.now + .seconds(60))
        }
        return try await perform(job)
    }

    // MARK: - The end

    /// Writes what ended and hands back what still runs. If that fails, the rescuer does it later, at the
    /// cost of an attempt.
    private func leave() async {
        let (ended, running) = state.withLock { state in
            defer { (state.ended, state.running) = ([], [:]) }
            return (state.ended, Array(state.running.values))
        }
        guard !ended.isEmpty || !running.isEmpty else { return }
        let jobs = running.map(\.job)
        for job in running { job.task?.cancel() }
        do {
            try await store.write { [queue] transaction in
                for (job, outcome) in ended { _ = try transaction.record(outcome, of: job) }
                for job in jobs where try transaction.handBack(job) { transaction.wake(queue) }
            }
        } catch {
            logger.error("jobs not handed back", metadata: ["queue": "\(queue)", "error": "\(error)"])
        }
    }
}
