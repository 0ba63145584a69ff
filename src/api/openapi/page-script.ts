/**
 * The one script of the page; its hash is in the Content-Security-Policy. Without it the page is whole, but for its
 * search and the buttons that copy, which it makes.
 */
export const script = `
const search = document.querySelector('[type=search]');
search.closest('search').hidden = false;
search.addEventListener('input', () => {
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const isWanted = (element) => words.every((word) => element.textContent.toLowerCase().includes(word));
  for (const article of document.querySelectorAll('main article')) {
    article.hidden = !isWanted(article);
    const link = [...document.querySelectorAll('nav a')].find(({ hash }) => hash === '#' + article.id);
    if (link) link.parentElement.hidden = article.hidden;
  }
  for (const section of document.querySelectorAll('main section[id]'))
    section.hidden = words.length > 0 && !section.querySelector('article:not([hidden])');
});
for (const code of document.querySelectorAll('pre')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Copy';
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = 'Copy'; }, 2000);
  });
  code.before(button);
}
`;
