// What the network shows. Each function returns a whole page.
import { ADVANCED, nameOf } from './accounts.mjs';
import { both, html, page, trusted } from './html.mjs';

const KINDS = {
  unit: { zh: '法人', en: 'legal person', of: '单位' },
  person: { zh: '个人', en: 'individual', of: '个人' },
};
const OTHER = { unit: 'person', person: 'unit' };

export const FAULTS = {
  password: both('账号或密码不正确，请核对后重新输入。', 'Account or password is wrong.'),
  unknown: both('没有这个账号，请重新选择。', 'There is no such account.'),
  unit_level: both('法人账号没有个人实名等级，无需升级；请使用个人账号。', 'Only individuals have a level to raise.'),
};

export const FAILURES = {
  expired: { title: '登录已过期', en: 'This sign-in has expired' },
  missing: { title: '没有这个页面', en: 'There is no such page' },
  request: { title: '无法完成请求', en: 'This request cannot be answered' },
  return_to: { title: '返回地址不属于任何门户', en: 'return_to is not an address of a portal' },
};

/** An account of one kind came to the client of the other. */
export function faultOfKind(wanted) {
  const [right, came] = [KINDS[wanted], KINDS[OTHER[wanted]]];
  return both(
    `这是${came.zh}账号，此处只能使用${right.zh}账号。请返回门户，选择“${came.zh}账号登录”。`,
    `This account is one of a ${came.en}: go back and choose the sign-in of a ${came.en}.`,
  );
}

const alert = (fault) => fault && html`<p class="fault" role="alert" id="fault">${fault}</p>`;

const levelOf = (person) =>
  person.kind === 'person' && (person.level === ADVANCED ? '高级实名' : '未通过高级实名');

const aboutOf = (person) =>
  [person.account, levelOf(person), person.note].filter(Boolean).map((word) => html`<span>${word}</span>`);

function form({ action, account, fault, button }) {
  const described = fault && html` aria-describedby="fault" aria-invalid="true"`;
  return html`<form method="post" action="${action}">
<p><label for="account">${both('账号', 'Account')}</label>
<input id="account" name="account" value="${account}" autocomplete="username" autocapitalize="none"
 required${described}></p>
<p><label for="password">${both('密码', 'Password')}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required${described}></p>
<p><button>${button}</button></p>
</form>`;
}

function picks({ action, people, button }) {
  if (!people?.length) return '';
  return html`<section aria-labelledby="picks">
<h2 id="picks">${both('演示账号', 'Accounts of the demonstration')}</h2>
<form method="post" action="${action}"><ul class="people">${people.map(
    (person) => html`
<li><p><strong>${nameOf(person)}</strong>${aboutOf(person)}</p>
<button class="second" name="picked" value="${person.account}"
 aria-label="${button}：${nameOf(person)}（${person.account}）">${button}</button></li>`,
  )}
</ul></form>
</section>`;
}

export function signIn(network, { uid, kind, portal, people, account, fault }) {
  const { zh, en } = KINDS[kind];
  const action = `/interaction/${uid}`;
  const content = html`<h1>${both(`${zh}登录`, `Sign in as ${kind === 'unit' ? 'a' : 'an'} ${en}`)}</h1>
<p>${both(`登录后返回：${portal}`, 'where you will be led back to')}</p>
${alert(fault)}
${form({ action, account, fault, button: `${zh}登录` })}
<form method="post" action="${action}">
<p><button class="plain" name="leave" value="yes">${both('不登录，返回门户', 'Go back')}</button></p>
</form>
<p><a href="/register">${both('没有账号？', 'No account?')}</a></p>
${picks({ action, people, button: '用此账号登录' })}`;
  return page(network, `${zh}登录`, content);
}

export function upgrade(network, { returnTo, people, account, fault }) {
  const action = `/upgrade?${new URLSearchParams(returnTo ? { return_to: returnTo } : {})}`;
  const content = html`<h1>${both('实名认证升级', 'Real-name level')}</h1>
<p>${both(
    '把个人账号升级到“高级实名认证”。真实的账号网络会核验证件和本人；替身直接升级。',
    'Raises an account of an individual to the advanced level, without any check.',
  )}</p>
${alert(fault)}
${form({ action, account, fault, button: '升级为高级实名' })}
${picks({ action, people, button: '升级此账号' })}`;
  return page(network, '实名认证升级', content);
}

export const upgraded = (network, { origins }) =>
  page(network, '已升级', html`<h1>${both('已升级为高级实名', 'Raised to the advanced level')}</h1>${back(origins)}`);

const listed = (people) => html`<ul class="people">${people.map(
  (person) => html`
<li><p><strong>${nameOf(person)}</strong>${aboutOf(person)}</p></li>`,
)}
</ul>`;

export function register(network, { people }) {
  const of = (kind) => people.filter((person) => person.kind === kind);
  const content = html`<h1>${both('注册账号', 'Register')}</h1>
<p>${both('替身不接受注册；可以使用的账号如下。', 'Nobody registers here; these are the accounts there are.')}</p>
<h2>${both('个人账号', 'Individuals')}</h2>${listed(of('person'))}
<h2>${both('法人账号', 'Legal persons')}</h2>${listed(of('unit'))}`;
  return page(network, '注册账号', content);
}

const back = (origins) =>
  origins.length > 0 &&
  html`<h2>${both('返回门户', 'Back to the portals')}</h2>
<ul>${origins.map((origin) => html`<li><a href="${origin}/">${origin}</a></li>`)}</ul>`;

export function home(network, { origins }) {
  const content = html`<h1>${network}</h1>
<p>${both(
    '各门户通过 OpenID Connect 向账号网络确认登录者的身份。请从门户的登录页进入。',
    'Portals ask an account network, by OpenID Connect, who signs in. Begin at a portal.',
  )}</p>
<ul><li><a href="/register">${both('有哪些账号', 'The accounts there are')}</a></li>
<li><a href="/upgrade">${both('实名认证升级', 'Real-name level')}</a></li></ul>
${back(origins)}`;
  return page(network, '首页', content);
}

/** Asked only where the portal did not show that it is this account which leaves; `hidden` is oidc-provider's form. */
export function leave(network, { person, hidden }) {
  const name = person ? nameOf(person) : '';
  const content = html`<h1>${both('退出登录', 'Sign out')}</h1>
<p>${both(`当前登录的是：${name}`, 'This account is signed in.')}</p>
${trusted(hidden)}
<p><button form="op.logoutForm" name="logout" value="yes">${both('退出登录', 'Sign out')}</button></p>
<p><button class="plain" form="op.logoutForm">${both('保持登录', 'Stay signed in')}</button></p>`;
  return page(network, '退出登录', content);
}

export const left = (network, { origins }) =>
  page(network, '已退出', html`<h1>${both('已退出登录', 'Signed out')}</h1>${back(origins)}`);

export function failure(network, { title, en, detail, origins }) {
  const content = html`<h1>${both(title, en)}</h1>
<p>${both('请返回门户重新开始。', 'Go back to the portal and begin anew.')}</p>
${detail && html`<p class="detail" lang="en">${detail}</p>`}
${back(origins)}`;
  return page(network, title, content);
}
