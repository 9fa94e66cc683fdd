import AjarCore

/// A page of settings as data: sections of rows, each of which opens into a form. One template draws them
/// all.
struct SettingsList: Sendable {
    struct Row: Sendable {
        var id: String
        var title: String
        var detail: String = ""
        var tag: String?
        /// `good`, `bad`, `warn`, or nothing.
        var tone: String = ""
        var moment: String?
        /// What the row opens into; without fields it doesn't open.
        var fields: [FormField] = []
        var actions: [Action] = []
        var link: String?
        /// It can't be changed.
        var isFixed: Bool = false
    }

    struct Action: Sendable {
        let label: String
        let wish: String
        var confirmation: String?
        var isDanger: Bool { confirmation != nil }

        static func delete(_ question: String, label: String = "Delete") -> Action {
            Action(label: label, wish: "delete", confirmation: question)
        }
    }

    struct Section: Sendable {
        var title: String?
        var intro: String?
        var rows: [Row] = []
        var empty: String?
        var add: (label: String, button: String, fields: [FormField])?
        /// Goes with every form of the section: which of the page's lists it is about.
        var topic: String = ""
        /// The form for adding is open from the beginning.
        var isOpen: Bool = false
    }

    var sections: [Section]
    /// Shown once, above everything.
    var secrets: [(label: String, text: String)] = []

    var values: Values {
        var values: Values = ["sections": sections.map(\.values)]
        if !secrets.isEmpty {
            values["secrets"] = secrets.map { ["secret_label": $0.label, "secret_text": $0.text] as Values }
        }
        return values
    }
}

extension SettingsList.Section {
    fileprivate var values: Values {
        var values: Values = ["topic": topic, "rows": rows.map { $0.values(topic) }]
        values["section_title"] = title
        values["section_intro"] = intro
        if rows.isEmpty { values["section_empty"] = empty } else { values["has_rows"] = true }
        if let add {
            values["add"] =
                [
                    "add_label": add.label, "add_button": add.button, "fields": add.fields.map(\.values),
                    "add_topic": topic,
                ] as Values
            if isOpen { values["is_open"] = true }
        }
        return values
    }
}

extension SettingsList.Row {
    fileprivate func values(_ topic: String) -> Values {
        var values: Values = ["row_id": id, "row_title": title, "row_detail": detail, "row_topic": topic]
        if let tag { values["tag"] = ["tag_text": tag, "tag_tone": tone] as Values }
        values["row_moment"] = Words.moment(moment)
        values["row_link"] = link
        if !fields.isEmpty {
            values["opens"] = ["fields": fields.map(\.values)] as Values
        } else {
            values["is_flat"] = true
        }
        if !actions.isEmpty { values["actions"] = actions.map(\.values) }
        return values
    }
}

extension SettingsList.Action {
    fileprivate var values: Values {
        var values: Values = ["action_label": label, "action_wish": wish]
        values["action_confirm"] = confirmation
        if isDanger { values["is_danger"] = true }
        return values
    }
}
