import Testing

@testable import AjarMail

struct IMAPSyncPlanTests {
    static func mailbox(
        _ messages: Int, validity: UInt32? = 7, next: UID? = 101, modSeq: UInt64? = nil
    ) -> SelectedMailbox {
        var mailbox = SelectedMailbox(name: .inbox, isReadOnly: false)
        (mailbox.messages, mailbox.uidValidity, mailbox.uidNext, mailbox.highestModSeq) = (
            messages, validity, next, modSeq
        )
        return mailbox
    }

    static let cursor = SyncCursor(
        uidValidity: 7, lastUID: 100, oldestUID: 1, isHistoryComplete: true, highestModSeq: 50)

    @Test func `a folder seen for the first time is all history`() throws {
        let plan = SyncPlan(cursor: nil, mailbox: Self.mailbox(100, modSeq: 50), known: 0)
        #expect(plan.identity == .new)
        #expect(plan.newMessages == nil)
        #expect(plan.mustImportHistory)
        #expect(!plan.mustCheckExpunged)
        let cursor = try #require(SyncCursor(opening: Self.mailbox(100, modSeq: 50)))
        #expect(cursor == SyncCursor(uidValidity: 7, lastUID: 100, highestModSeq: 50))
        #expect(SyncCursor(opening: Self.mailbox(0, next: 1))?.isHistoryComplete == true)
        #expect(SyncCursor(opening: Self.mailbox(0, validity: nil)) == nil)
        #expect(!SyncPlan(cursor: nil, mailbox: Self.mailbox(0, next: 1), known: 0).mustImportHistory)
    }

    @Test func `nothing happened means nothing to do`() {
        let plan = SyncPlan(cursor: Self.cursor, mailbox: Self.mailbox(90, modSeq: 50), known: 90)
        #expect(plan.identity == .same)
        #expect(plan.newMessages == nil)
        #expect(plan.flags == .unchanged)
        #expect(!plan.mustCheckExpunged && !plan.mustImportHistory)
    }

    @Test func `after an outage everything above the last UID is fetched, however much it is`() {
        let plan = SyncPlan(
            cursor: Self.cursor, mailbox: Self.mailbox(1090, next: 1101, modSeq: 1200), known: 90)
        #expect(plan.newMessages?.text == "101:*")
        #expect(plan.flags == .since(50))
        #expect(plan.mustCheckExpunged)
    }

    @Test func `a message that came and one that went don't hide each other`() {
        var cursor: SyncCursor = Self.cursor
        cursor.highestModSeq = nil
        let plan = SyncPlan(cursor: cursor, mailbox: Self.mailbox(90, next: 102), known: 90)
        #expect(plan.newMessages?.text == "101:*")
        #expect(plan.mustCheckExpunged)
        #expect(plan.flags == .compare)
        #expect(!SyncPlan(cursor: cursor, mailbox: Self.mailbox(90), known: 90).mustCheckExpunged)
        #expect(SyncPlan(cursor: cursor, mailbox: Self.mailbox(89), known: 90).mustCheckExpunged)
    }

    @Test func `another UIDVALIDITY voids the UIDs and not the messages`() {
        let plan = SyncPlan(
            cursor: Self.cursor, mailbox: Self.mailbox(90, validity: 8, next: 91, modSeq: 1), known: 90)
        #expect(plan.identity == .changed(from: 7))
        #expect(plan.newMessages == nil)
        #expect(plan.flags == .compare)
    }

    @Test func `servers with gaps in what they tell are asked more`() {
        #expect(
            SyncPlan(cursor: Self.cursor, mailbox: Self.mailbox(90, validity: nil), known: 90).identity
                == .none)
        var fleeting: SelectedMailbox = Self.mailbox(90)
        fleeting.hasLastingUIDs = false
        #expect(SyncPlan(cursor: Self.cursor, mailbox: fleeting, known: 90).identity == .none)
        #expect(
            SyncPlan(cursor: Self.cursor, mailbox: Self.mailbox(90, next: nil), known: 90).newMessages?.text
                == "101:*")
        #expect(
            SyncPlan(cursor: Self.cursor, mailbox: Self.mailbox(90, next: 5), known: 90).newMessages == nil)
        // Change counting was switched off, or began anew.
        #expect(SyncPlan(cursor: Self.cursor, mailbox: Self.mailbox(90), known: 90).flags == .compare)
        #expect(
            SyncPlan(cursor: Self.cursor, mailbox: Self.mailbox(90, modSeq: 3), known: 90).flags == .compare)
        var end: SyncCursor = Self.cursor
        end.lastUID = .max
        #expect(SyncPlan(cursor: end, mailbox: Self.mailbox(90, next: nil), known: 90).newMessages == nil)
    }

    // MARK: - History

    @Test func `history comes newest first, in batches, and goes on where it stopped`() {
        let all = UIDSet([1...9, 20...24, 30...30, 101...120])
        var cursor = SyncCursor(uidValidity: 7, lastUID: 100)
        var batches: [UIDSet] = SyncPlan.history(all, cursor: cursor, batch: 4)
        #expect(batches.map(\.text) == ["22:24,30", "8:9,20:21", "4:7", "1:3"])
        var seen: [UID] = []
        while let batch = batches.first {
            seen += batch.uids
            cursor.storedHistory(batch, rest: UIDSet(batches.dropFirst().flatMap(\.ranges)))
            // Each batch is planned anew, as after a restart.
            batches = SyncPlan.history(all, cursor: cursor, batch: 4)
        }
        #expect(seen.sorted() == Array(all.intersection(UIDSet(1...100)).uids))
        #expect(seen.count == Set(seen).count)
        #expect(cursor.isHistoryComplete)
        #expect(cursor.oldestUID == 1)
        #expect(SyncPlan.history(UIDSet(), cursor: cursor) == [])
        #expect(SyncPlan.history(UIDSet(1...3), cursor: SyncCursor(uidValidity: 1, lastUID: 0)) == [])
    }

    @Test func `what is missing between is a gap and is seen`() {
        let theirs = UIDSet(1...100)
        #expect(
            SyncPlan.gap(known: theirs.subtracting(UIDSet([50])), theirs: theirs, cursor: Self.cursor).text
                == "50")
        var half: SyncCursor = Self.cursor
        (half.isHistoryComplete, half.oldestUID) = (false, 60)
        #expect(SyncPlan.gap(known: UIDSet(70...100), theirs: theirs, cursor: half).text == "60:69")
        half.oldestUID = nil
        #expect(SyncPlan.gap(known: UIDSet(), theirs: theirs, cursor: half).isEmpty)
        #expect(SyncPlan.gap(known: theirs, theirs: UIDSet(1...120), cursor: Self.cursor).isEmpty)
        #expect(SyncPlan.expunged(ours: theirs, theirs: UIDSet(2...99)).text == "1,100")
    }

    @Test func `any course of arrivals, expunges and crashes ends with the server's messages, each once`() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            var server = Set<UID>((1...UID.random(in: 1...40, using: &random)))
            var next: UID = (server.max() ?? 0) + 1
            var modSeq: UInt64 = 1
            guard var cursor = SyncCursor(opening: Self.mailbox(server.count, next: next, modSeq: modSeq))
            else { return }
            var ours: Set<UID> = []
            for _ in 0..<30 {
                if Bool.random(using: &random) {
                    server.insert(next)
                    next += 1
                    modSeq += 1
                }
                if Bool.random(using: &random), let victim = server.randomElement(using: &random) {
                    server.remove(victim)
                    modSeq += 1
                }
                visit(dies: Bool.random(using: &random))
            }
            for _ in 0..<60 where ours != server { visit(dies: false) }
            #expect(ours == server)

            func visit(dies: Bool) {
                let mailbox: SelectedMailbox = Self.mailbox(server.count, next: next, modSeq: modSeq)
                let plan = SyncPlan(cursor: cursor, mailbox: mailbox, known: ours.count)
                var after: SyncCursor = cursor
                if let new = plan.newMessages {
                    for uid in server where new.contains(uid) { ours.insert(uid) }
                    if dies { return }
                    after.storedNew(upTo: next - 1)
                }
                if plan.mustCheckExpunged {
                    ours.subtract(SyncPlan.expunged(ours: UIDSet(ours), theirs: UIDSet(server)).uids)
                }
                let batches: [UIDSet] = SyncPlan.history(UIDSet(server), cursor: after, batch: 3)
                if plan.mustImportHistory {
                    ours.formUnion(batches.first?.uids.map { $0 } ?? [])
                    after.storedHistory(
                        batches.first ?? UIDSet(), rest: UIDSet(batches.dropFirst().flatMap(\.ranges)))
                }
                after.storedFlags(upTo: mailbox.highestModSeq)
                if !dies { cursor = after }
            }
        }
    }

    // MARK: - Another UIDVALIDITY

    static func known(_ uid: UID, _ id: String?, _ size: Int? = nil) -> Remapping.Known {
        Remapping.Known(uid: uid, messageID: id.flatMap { try? MessageID($0) }, size: size)
    }

    @Test func `messages are found again by their Message-ID`() {
        let map = Remapping(
            ours: [Self.known(5, "a@x"), Self.known(6, "b@x"), Self.known(7, "c@x")],
            theirs: [Self.known(1, "c@x"), Self.known(2, "<a@x>"), Self.known(3, "d@x")])
        #expect(map.found == [5: 2, 7: 1])
        #expect(map.gone.text == "6")
        #expect(map.unknown.text == "3")
    }

    @Test func `copies are told apart by size and order, and no two become one`() {
        let map = Remapping(
            ours: [
                Self.known(5, "a@x", 10), Self.known(6, "a@x", 20), Self.known(7, "a@x"),
                Self.known(8, nil, 5),
            ],
            theirs: [
                Self.known(1, "a@x", 20), Self.known(2, "a@x", 10), Self.known(3, "a@x", 30),
                Self.known(4, nil, 5), Self.known(9, "a@x", 40),
            ])
        #expect(map.found == [5: 2, 6: 1, 7: 3])
        #expect(map.gone.text == "8")
        #expect(map.unknown.text == "4,9")
        #expect(Set(map.found.values).count == map.found.count)
    }
}
