// Lists: iterated, awaited to their first page, page by page.
import type { Client, List, LogEvent, Page, User } from "oktant";

export async function right(okta: Client): Promise<void> {
  const users: List<User> = okta.users.listUsers();
  for await (const user of users) {
    const login: string | undefined = user.profile?.login;
    void login;
  }
  const page: Page<User> = await users;
  const cursor: string | undefined = page.cursor;
  const first: User | undefined = page.items[0];
  for await (const { items } of users.pages()) void items.map((user: User) => user.id);
  for await (const user of okta.users.listUsers({}, { cursor: "c", maxRetries: 1 })) void user;
  const events: List<LogEvent> = okta.systemLog.listLogEvents();
  const ten: List<User> = users.take(10);
  const one: User | undefined = await ten.first();
  const all: User[] = await ten.all();
  const again: Page<User> = await ten.firstPage();
  const stream: ReadableStream<User> = ten.stream();
  for await (const event of events.follow(1000)) void event.eventType;
  void [cursor, first, one, all, again, stream];
}

export async function wrong(okta: Client): Promise<void> {
  // @ts-expect-error: a list is iterated with `for await`
  for (const user of okta.users.listUsers()) void user;
  // @ts-expect-error: `await` gives the first page, not an array
  (await okta.users.listUsers()).map((user) => user);
  // @ts-expect-error: items are users
  for await (const event of okta.users.listUsers()) void event.eventType;
  // @ts-expect-error: a page may have no items
  void (await okta.users.listUsers()).items[0].id;
  // @ts-expect-error: there may be no first item
  void (await okta.users.listUsers().first()).id;
  // @ts-expect-error: a list has no length before it is read
  void okta.users.listUsers().length;
  // @ts-expect-error: a cursor is text
  okta.users.listUsers({}, { cursor: 3 });
}
