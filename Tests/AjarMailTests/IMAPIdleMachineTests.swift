import Testing

@testable import AjarMail

struct IMAPIdleMachineTests {
    static func machine(hasIdle: Bool = true, end: Duration = .seconds(36000)) -> IdleMachine {
        IdleMachine(IdleMachine.Settings(), hasIdle: hasIdle, now: .zero, end: end)
    }

    @Test func `news end the watch`() {
        var machine = Self.machine()
        #expect(machine.start(at: .zero) == .idle)
        #expect(machine.began(at: .seconds(1)) == .wait(until: .seconds(541)))
        machine.heard(.exists(4), at: .seconds(20))
        machine.heard(.recent(1), at: .seconds(20))
        #expect(machine.waited(at: .seconds(20)) == .done)
        machine.heard(.expunge(2), at: .seconds(21))
        #expect(machine.ended(at: .seconds(21)) == .finish([.exists(4), .expunged(sequenceNumber: 2)]))
    }

    @Test func `IDLE is renewed before 29 minutes, even when the server talks all the time`() {
        var machine = Self.machine()
        _ = machine.start(at: .zero)
        _ = machine.began(at: .zero)
        var now: Duration = .zero
        while now < .seconds(28 * 60) {
            machine.heard(.notice(.ok, ResponseText(text: "Still here")), at: now)
            #expect(machine.waited(at: now) != .done)
            now += .seconds(120)
        }
        #expect(machine.waited(at: .seconds(28 * 60)) == .done)
        #expect(machine.ended(at: .seconds(28 * 60)) == .idle)
        #expect(machine.began(at: .seconds(28 * 60)) == .wait(until: .seconds(37 * 60)))
    }

    @Test func `silence is asked whether it is alive`() {
        var machine = Self.machine()
        _ = machine.start(at: .zero)
        _ = machine.began(at: .zero)
        #expect(machine.waited(at: .seconds(539)) == .wait(until: .seconds(540)))
        #expect(machine.waited(at: .seconds(540)) == .done)
        #expect(machine.ended(at: .seconds(541)) == .probe)
        // What IDLE kept to itself, the probe fetches.
        machine.heard(.exists(9), at: .seconds(541))
        #expect(machine.probed(at: .seconds(541)) == .finish([.exists(9)]))
        var quiet = Self.machine()
        _ = quiet.start(at: .zero)
        _ = quiet.began(at: .zero)
        _ = quiet.waited(at: .seconds(540))
        _ = quiet.ended(at: .seconds(540))
        #expect(quiet.probed(at: .seconds(540)) == .idle)
    }

    @Test func `the end of the time and a stop are reached politely`() {
        var machine = Self.machine(end: .seconds(60))
        _ = machine.start(at: .zero)
        #expect(machine.began(at: .zero) == .wait(until: .seconds(60)))
        #expect(machine.waited(at: .seconds(60)) == .done)
        #expect(machine.ended(at: .seconds(60)) == .finish([]))
        var stopped = Self.machine()
        _ = stopped.start(at: .zero)
        _ = stopped.began(at: .zero)
        stopped.stop()
        #expect(stopped.waited(at: .seconds(5)) == .done)
        #expect(stopped.ended(at: .seconds(5)) == .finish([]))
        var early = Self.machine()
        early.stop()
        #expect(early.start(at: .zero) == .finish([]))
    }

    @Test func `a server without IDLE is asked now and then`() {
        var machine = Self.machine(hasIdle: false)
        #expect(machine.start(at: .zero) == .probe)
        #expect(machine.probed(at: .seconds(1)) == .wait(until: .seconds(61)))
        #expect(machine.waited(at: .seconds(61)) == .probe)
        machine.heard(.exists(1), at: .seconds(62))
        #expect(machine.probed(at: .seconds(62)) == .finish([.exists(1)]))
    }
}
