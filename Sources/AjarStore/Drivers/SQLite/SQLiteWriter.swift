/// A write body that waits for the writer.
struct SQLiteWrite: Sendable {
    /// What came of a body, kept back until its group is on disk.
    struct Answer {
        let isKept: Bool
        let deliver: () -> Void
    }

    let perform: @Sendable (SQLiteConnection) -> Answer
    let fail: @Sendable (StoreError) -> Void
}

/// The one thread that writes: bodies that wait together share a transaction, and one wait for the disk.
///
/// Dying before COMMIT returns loses the whole group, and nobody of it was told otherwise.
struct SQLiteWriter {
    let connection: SQLiteConnection

    func run(_ group: [SQLiteWrite]) {
        do { try connection.execute("BEGIN IMMEDIATE") } catch {
            return group.forEach { $0.fail(StoreError(caught: error)) }
        }
        var answers: [SQLiteWrite.Answer] = []
        answers.reserveCapacity(group.count)
        for write in group {
            guard let answer = perform(write, isAlone: group.count == 1) else { return runOneByOne(group) }
            answers.append(answer)
        }
        guard answers.contains(where: \.isKept) else {
            rollBack()
            return answers.forEach { $0.deliver() }
        }
        do {
            try connection.execute("COMMIT")
            answers.forEach { $0.deliver() }
        } catch {
            rollBack()
            let error = StoreError(caught: error)
            // A deferred foreign key is checked only now, and belongs to one of the group.
            if case .violated = error, group.count > 1 { return runOneByOne(group) }
            for (write, answer) in zip(group, answers) {
                if answer.isKept { write.fail(error) } else { answer.deliver() }
            }
        }
    }

    /// Nil when SQLite gave up the whole transaction, as it may when the disk is full.
    private func perform(_ write: SQLiteWrite, isAlone: Bool) -> SQLiteWrite.Answer? {
        if isAlone {
            // If it throws, nothing is kept, and the transaction is rolled back.
            let answer = write.perform(connection)
            return connection.isInTransaction || !answer.isKept ? answer : lost(write)
        }
        do {
            try connection.execute("SAVEPOINT member")
            let answer = write.perform(connection)
            guard connection.isInTransaction else { return nil }
            if !answer.isKept { try connection.execute("ROLLBACK TO member") }
            try connection.execute("RELEASE member")
            return answer
        } catch {
            return nil
        }
    }

    private func lost(_ write: SQLiteWrite) -> SQLiteWrite.Answer {
        SQLiteWrite.Answer(isKept: false) {
            write.fail(.unavailable("the database gave the transaction up"))
        }
    }

    /// After the group was lost through one of its members: the others run again, each for itself.
    private func runOneByOne(_ group: [SQLiteWrite]) {
        rollBack()
        for write in group { run([write]) }
    }

    private func rollBack() {
        if connection.isInTransaction { try? connection.execute("ROLLBACK") }
    }
}
