import AjarCore
import Testing

@Suite struct TimestampTests {
    private static let readable: [(String, Int)] = [
        ("1970-01-01", 0), ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00.000001+00:00", 1),
        ("2013-02-20T06:39:57.266000+00:00", 1_361_342_397_266_000),
        ("2013-02-20T06:39:57.266", 1_361_342_397_266_000),
        ("2013-02-20 06:39:57.266Z", 1_361_342_397_266_000),
        ("2013-02-20t06:39:57,266z", 1_361_342_397_266_000),
        ("2013-02-20T06:39:57.2660009Z", 1_361_342_397_266_000), ("2013-02-20T06:39Z", 1_361_342_340_000_000),
        ("2013-02-20T08:39:57.266+02:00", 1_361_342_397_266_000),
        ("2013-02-20T08:39:57.266+0200", 1_361_342_397_266_000),
        ("2013-02-20T08:39:57.266+02", 1_361_342_397_266_000),
        ("2013-02-20T01:09:57.266-05:30", 1_361_342_397_266_000),
        ("2000-02-29T00:00:00Z", 951_782_400_000_000), ("2024-02-29", 1_709_164_800_000_000),
        ("1969-12-31T23:59:59.999999Z", -1), ("1900-03-01", -2_203_891_200_000_000),
        ("0001-01-01", -62_135_596_800_000_000),
        ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
        ("2016-12-31T23:59:60Z", 1_483_228_799_000_000),
        ("1970-01-01T00:00:00+23:59", -86_340_000_000),
    ]

    @Test(arguments: readable)
    func `texts are read in all their forms`(_ text: String, _ micros: Int) {
        #expect(Timestamp(iso: text)?.micros == micros)
    }

    private static let unreadable: [String] = [
        "", "now", "2013", "2013-02", "2013-2-20", "13-02-20", "2013/02/20", "20130220", "2013-00-01",
        "2013-13-01", "2013-01-00",
        "2013-01-32", "2013-04-31", "2013-02-29", "1900-02-29", "2100-02-29", "0000-01-01", "-001-01-01",
        "2013-02-20T",
        "2013-02-20T6:39:57Z", "2013-02-20T24:00:00Z", "2013-02-20T06:60:00Z", "2013-02-20T06:39:61Z",
        "2013-02-20T06:39:57.Z",
        "2013-02-20T06:39:57.266+2", "2013-02-20T06:39:57+24:00", "2013-02-20T06:39:57+02:60",
        "2013-02-20T06:39:57Zx",
        "2013-02-20T06:39:57 ", "2013-02-20T06:39:57Z ", " 2013-02-20", "2013-02-20T06",
        "2013-02-20X06:39:57Z",
        "2013-02-20T06:39:57.000000000000000000000000000000000000Z", "２013-02-20",
        "2013-02-20T06:39:57+-1:00", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
    ]

    @Test(arguments: unreadable)
    func `what is no moment is refused`(_ text: String) {
        #expect(Timestamp(iso: text) == nil)
    }

    private static let printed: [(Int, String)] = [
        (0, "1970-01-01T00:00:00.000000"), (-1, "1969-12-31T23:59:59.999999"),
        (1_361_342_397_266_000, "2013-02-20T06:39:57.266000"),
        (951_782_400_000_001, "2000-02-29T00:00:00.000001"),
        (-62_135_596_800_000_000, "0001-01-01T00:00:00.000000"),
        (253_402_300_799_999_999, "9999-12-31T23:59:59.999999"),
    ]

    @Test(arguments: printed)
    func `moments are printed in two forms`(_ micros: Int, _ text: String) {
        let moment = Timestamp(micros: micros)
        #expect(moment.text(.naive) == text)
        #expect(moment.text(.classic) == text + "+00:00")
        #expect(moment.text() == moment.text(.classic))
        #expect(String(decoding: moment.utf8(.naive), as: UTF8.self) == text)
        #expect(Timestamp(iso: text) == moment)
    }

    @Test func `each day of five centuries has its own number`() throws {
        var day = try #require(CivilDate(iso: "1700-01-01")).daysSince1970
        for year in 1700...2200 {
            for month in 1...12 {
                for number in 1...31 {
                    guard let date = CivilDate(year: year, month: month, day: number) else { continue }
                    guard date.daysSince1970 == day, CivilDate(daysSince1970: day) == date else {
                        Issue.record("\(date.text) is not day \(day)")
                        return
                    }
                    day += 1
                }
            }
        }
        #expect(day == (try #require(CivilDate(iso: "2201-01-01"))).daysSince1970)
    }

    @Test func `a year is a leap year by the rule of four hundred`() {
        for (year, isLeap) in [
            (1600, true), (1700, false), (1900, false), (1996, true), (2000, true), (2023, false),
            (2400, true),
        ] {
            #expect((CivilDate(year: year, month: 2, day: 29) != nil) == isLeap)
            #expect(CivilDate(year: year, month: 2, day: 30) == nil)
        }
        #expect(CivilDate(year: 10_000, month: 1, day: 1) == nil)
        #expect(CivilDate(year: 0, month: 1, day: 1) == nil)
    }

    @Test func `a day begins at midnight of its zone`() throws {
        let date = try #require(CivilDate(iso: "2024-03-10"))
        #expect(Timestamp(startOf: date).text(.naive) == "2024-03-10T00:00:00.000000")
        #expect(Timestamp(startOf: date, offsetMinutes: -300).text(.naive) == "2024-03-10T05:00:00.000000")
        for offset in [-720, -1, 0, 330, 840] {
            let midnight = Timestamp(startOf: date, offsetMinutes: offset)
            #expect(midnight.date(offsetMinutes: offset) == date)
            #expect(Timestamp(micros: midnight.micros - 1).date(offsetMinutes: offset).text == "2024-03-09")
        }
        #expect(Timestamp(micros: -1).date().text == "1969-12-31")
        #expect(CivilDate(iso: "2024-03-10T23:59:59-11:00")?.text == "2024-03-10")
        #expect(CivilDate(iso: "2024-03-10 nonsense") == nil)
    }

    private static let emailDates: [(Int, String)] = [
        (0, "Thu, 01 Jan 1970 00:00:00 -0000"), (-1, "Wed, 31 Dec 1969 23:59:59 -0000"),
        (1_709_164_800_000_000, "Thu, 29 Feb 2024 00:00:00 -0000"),
        (1_361_342_397_266_000, "Wed, 20 Feb 2013 06:39:57 -0000"),
        (253_402_300_799_999_999, "Fri, 31 Dec 9999 23:59:59 -0000"),
        (-2_203_891_200_000_000, "Thu, 01 Mar 1900 00:00:00 -0000"),
    ]

    @Test(arguments: emailDates)
    func `an email prints its own form`(_ micros: Int, _ text: String) {
        #expect(Timestamp(micros: micros).rfc5322 == text)
    }

    @Test func `moments and durations reckon in microseconds`() {
        let moment = Timestamp(micros: 1000)
        #expect((moment + .seconds(1)).micros == 1_001_000)
        #expect((moment - .milliseconds(2)).micros == -1000)
        #expect((moment + .seconds(2)) - moment == .seconds(2))
        #expect(moment - (moment + .microseconds(3)) == .microseconds(-3))
        #expect(Duration.nanoseconds(1999).micros == 1)
        #expect(Duration.seconds(-1.5).micros == -1_500_000)
        #expect(moment < moment + .microseconds(1))
    }
}
