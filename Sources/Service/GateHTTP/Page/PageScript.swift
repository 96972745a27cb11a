/// The script that makes a page live; without it a page is as it was when it was loaded.
enum PageScript {
    /// The script.
    ///
    /// It replaces the content of parts with what the server sends, keeps focus and opened details where they were, and says
    /// whether it is connected. A page that nobody sees is not connected.
    ///
    /// - Source: WHATWG HTML, "server-sent events".
    static let text = #"""
        'use strict';
        (() => {
          const page = document.querySelector('[data-live]');
          const liveness = document.getElementById('liveness');
          if (!page || !liveness) return;
          let source = null;
          let mark = new URL(page.dataset.live, location.href).searchParams.get('since');

          const say = (text, isLost) => {
            if (liveness.textContent !== text) liveness.textContent = text;
            liveness.className = isLost ? 'lost' : '';
          };

          const replace = (id, html) => {
            const part = document.getElementById(id);
            if (!part) return;
            const focused = part.contains(document.activeElement) ? document.activeElement : null;
            const place = focused ? [...part.querySelectorAll('a,button,summary,[tabindex]')].indexOf(focused) : -1;
            const opened = [...part.querySelectorAll('details')].map((details) => details.open);
            part.innerHTML = html;
            [...part.querySelectorAll('details')].forEach((details, index) => { details.open = opened[index] || false; });
            if (place >= 0) {
              const next = part.querySelectorAll('a,button,summary,[tabindex]')[place];
              if (next) next.focus({ preventScroll: true });
            }
          };

          const open = () => {
            if (source) return;
            const url = new URL(page.dataset.live, location.href);
            if (mark) url.searchParams.set('since', mark);
            source = new EventSource(url);
            source.addEventListener('open', () => say('● live', false));
            source.addEventListener('part', (event) => {
              mark = event.lastEventId || mark;
              const end = event.data.indexOf('\n');
              replace(event.data.slice(0, end), event.data.slice(end + 1));
            });
            source.addEventListener('reload', () => location.reload());
            source.addEventListener('error', () => {
              const isOver = source && source.readyState === EventSource.CLOSED;
              say(isOver ? '✕ not live: load the page again' : '✕ connection lost, trying again', true);
            });
          };

          const close = () => {
            if (source) source.close();
            source = null;
          };

          document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()));
          window.addEventListener('pagehide', close);
          window.addEventListener('pageshow', () => { if (!document.hidden) open(); });
          if (!document.hidden) open();
        })();
        """#
}
