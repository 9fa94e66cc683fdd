package import AjarStore

/// Every change that the schema ever had, in order. What has shipped is never edited: a mistake is mended by
/// the next one. Nor does anything move ahead of it: a new database would get its columns in another order
/// than one that has been brought up to date.
package enum Migrations {
    package static func all() -> [Migration] {
        var all: [Migration] = JobTable.migrations
        all.append(people)
        all.append(leads)
        all.append(emails)
        all.append(activities)
        all.append(tasks)
        all.append(opportunities)
        all.append(customFields)
        all.append(teams)
        all.append(webhooks)
        all.append(settings)
        all.append(smartViews)
        all.append(signIn)
        all.append(returnPaths)
        all.append(sendingPolicy)
        all.append(receivedMessages)
        all.append(emailImports)
        all.append(mailboxes)
        all.append(access)
        all.append(imports)
        all.append(leadIndexes)
        all.append(outgoingMail)
        all.append(pageIndexes)
        all.append(leadWords)
        all.append(sandboxMailboxes)
        all.append(leadsEmail)
        all.append(eventIndexes)
        return all
    }
}
