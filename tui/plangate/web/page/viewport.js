// The page is as high as what can be seen of it: iOS tells of its keyboard only here.

const KEYBOARD = 120; // CSS pixels that only a keyboard takes away
const SETTLE = 60; // milliseconds

/** Keeps the page as large as the visible part; `changed` is called once that has settled. */
export function followViewport(changed) {
  const view = window.visualViewport;
  let tallest = 0;
  let width = 0;
  let timer = 0;
  const follow = () => {
    const height = view ? view.height : window.innerHeight;
    if (window.innerWidth !== width) [width, tallest] = [window.innerWidth, 0]; // turned round
    tallest = Math.max(tallest, height, window.innerHeight);
    const style = document.documentElement.style;
    style.setProperty("--height", `${height}px`);
    style.setProperty("--top", `${view ? view.offsetTop : 0}px`);
    document.body.classList.toggle("typing", tallest - height > KEYBOARD);
    clearTimeout(timer);
    timer = setTimeout(changed, SETTLE);
  };
  (view ?? window).addEventListener("resize", follow);
  view?.addEventListener("scroll", follow);
  window.addEventListener("orientationchange", follow);
  follow();
}
