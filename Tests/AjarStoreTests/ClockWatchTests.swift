import AjarCore
import Testing

@testable import AjarStore

@Suite struct ClockWatchTests {
    @Test func `a clock that jumps by a day, either way, keeps the rescuer quiet for a lease`() {
        let clock = ManualClock(Timestamp(micros: 1_750_000_000_000_000))
        let watch = ClockWatch(clock: clock.clock, quiet: .seconds(3600))
        #expect(!watch.hasJumped() && watch.isSteady)
        clock.advance(by: .seconds(86_400))
        #expect(watch.hasJumped() && !watch.isSteady)
        #expect(!watch.hasJumped() && !watch.isSteady)

        let back = ClockWatch(clock: clock.clock, quiet: .zero)
        clock.advance(by: .seconds(-86_400))
        #expect(back.hasJumped() && back.isSteady)
    }

    @Test func `small corrections of the clock are no jump`() {
        let clock = ManualClock(Timestamp(micros: 1_750_000_000_000_000))
        let watch = ClockWatch(clock: clock.clock)
        clock.advance(by: .seconds(2))
        #expect(!watch.hasJumped() && watch.isSteady)
    }
}
