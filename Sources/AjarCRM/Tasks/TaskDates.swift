import AjarCore
import AjarResource
import AjarStore

/// When a task is due: on a day, at a moment, or never (reference 5.2).
enum TaskDates {
    private typealias Task = LeadTask

    /// `due_date` is the day of `date`, as the client wrote it. Without a date a task belongs to the day it was made.
    @Sendable static func rule(_ change: inout Change, _ context: WriteContext) throws {
        guard change.source == .client, !change.isDeletion, change.errors.isEmpty else { return }
        let isGiven = [Task.date.name, Task.dueDate.name, Task.isDateless.name].contains {
            change.isGiven($0)
        }
        guard change.isCreation || isGiven else { return }
        if !change.isGiven(Task.date), change.isGiven(Task.dueDate) {
            change.new[Task.date] = change.new[Task.dueDate]
        }
        let isDateless = change.isGiven(Task.isDateless) && change.new[Task.isDateless]
        let today = context.now.date(offsetMinutes: context.caller.offsetMinutes).text
        guard !isDateless, let date = change.new[Task.date] else {
            change.new[Task.isDateless] = true
            change.new[Task.dueDate] = nil
            change.new[Task.date] = change.new[Task.date] ?? today
            return
        }
        change.new[Task.isDateless] = false
        let written = change.isGiven(Task.date) ? change.input[Task.date.name]?.string : nil
        change.new[Task.dueDate] = CivilDate(iso: written ?? date)?.text ?? String(date.prefix(10))
    }
}

extension FieldKind {
    /// A day as `YYYY-MM-DD`, or a moment as its full text in UTC. As texts they sort by time, a day before
    /// its moments.
    static let dayOrMoment: FieldKind = FieldKind(
        "date", storage: .text, schema: ["type": "string"], filterValue: { normalized($0).map(Value.text) }
    ) { value throws(Problem) in
        guard case .string(let text) = value else { throw .type("basestring") }
        guard let date = normalized(text) else { throw .text("Could not parse datetime") }
        return .string(date)
    }

    private static func normalized(_ text: String) -> String? {
        text.utf8.count == 10 ? CivilDate(iso: text)?.text : Timestamp(iso: text)?.text()
    }
}
