import AjarCore
import AjarResource
import AjarServer
import AjarTestKit
import HTTPTypes
import Testing

@Suite struct RateLimitTests {
    private static func caller(key: String, organization: Int = 1) -> Caller {
        Caller(
            organization: organization, organizationID: ID("orga_\(organization)"), userID: ID("user_1"),
            apiKeyID: key)
    }

    @Test func `a bucket may be emptied at once and fills up steadily`() {
        let clock = ManualClock(TestServer.start)
        let limit = RateLimit(RateLimit.Policy(rate: 2), clock: clock.clock)
        let caller = Self.caller(key: "a")
        for left in (0..<8).reversed() {
            #expect(limit.take(caller, group: "lead", method: .get).remaining == left)
        }
        let refused = limit.take(caller, group: "lead", method: .get)
        #expect(refused.wait == 0.5 && refused.remaining == 0 && refused.reset == 1)
        clock.advance(by: .milliseconds(500))
        #expect(limit.take(caller, group: "lead", method: .get).wait == nil)
        #expect(limit.take(caller, group: "lead", method: .get).wait != nil)
    }

    @Test func `parts of the API, reading and writing, and keys count apart`() {
        let clock = ManualClock(TestServer.start)
        let limit = RateLimit(RateLimit.Policy(rate: 1), clock: clock.clock)
        let caller = Self.caller(key: "a")
        for _ in 0..<4 { _ = limit.take(caller, group: "lead", method: .get) }
        #expect(limit.take(caller, group: "lead", method: .get).wait != nil)
        #expect(limit.take(caller, group: "lead", method: .put).wait == nil)
        #expect(limit.take(caller, group: "task", method: .get).wait == nil)
        #expect(limit.take(Self.caller(key: "b"), group: "lead", method: .get).wait == nil)
    }

    @Test func `all keys of an organization together have three times as much`() {
        let clock = ManualClock(TestServer.start)
        let limit = RateLimit(RateLimit.Policy(rate: 1), clock: clock.clock)
        let allowed = (0..<40).count {
            limit.take(Self.caller(key: "key \($0 % 10)"), group: "lead", method: .get).wait == nil
        }
        #expect(allowed == 12)
        #expect(limit.take(Self.caller(key: "x", organization: 2), group: "lead", method: .get).wait == nil)
    }

    @Test func `memory stays bounded however many keys come`() {
        let limit = RateLimit(RateLimit.Policy(rate: 1), clock: ManualClock(TestServer.start).clock)
        for number in 0..<120_000 {
            _ = limit.take(Self.caller(key: "k\(number)", organization: number), group: "lead", method: .get)
        }
        #expect(limit.count <= 50_002)
    }

    @Test func `too many requests are refused with the time to wait`() async throws {
        try await TestServer.with(configure: { $0.rateLimit = 1 }) { server in
            for _ in 0..<4 { #expect(await server.call(.get, "lead/").status == 200) }
            let refused = await server.call(.get, "lead/")
            #expect(refused.status == 429)
            #expect(refused.header("retry-after") == "1")
            #expect(refused.header("ratelimit") == "limit=4, remaining=0, reset=1")
            #expect(refused["error"].string != nil)
            server.clock.advance(by: .seconds(1))
            #expect(await server.call(.get, "lead/").status == 200)
        }
    }
}
