/// One thing that was looked at, and how it is, in a sentence for the person who runs the installation.
package struct Finding: Sendable, Equatable {
    package enum State: String, Sendable, Comparable {
        case fine, notice, problem

        package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
        private var rank: Int {
            switch self {
            case .fine: 0
            case .notice: 1
            case .problem: 2
            }
        }
    }

    package let state: State
    package let subject: String
    package let text: String

    package static func fine(_ subject: String, _ text: String) -> Finding {
        Finding(state: .fine, subject: subject, text: text)
    }
    package static func notice(_ subject: String, _ text: String) -> Finding {
        Finding(state: .notice, subject: subject, text: text)
    }
    package static func problem(_ subject: String, _ text: String) -> Finding {
        Finding(state: .problem, subject: subject, text: text)
    }
}
