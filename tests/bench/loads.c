/* Programs to run in sessions: `loads ink HZ` redraws a nine-line block HZ times a second, as agents
   built on Ink do; `loads echo` answers every byte it reads with the same byte at a fixed place. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static const char *SPINNER[] = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};

static int rule(char *out, const char *left, const char *right) {
    int length = sprintf(out, "\033[38;5;244m%s", left);
    for (int i = 0; i < 116; i++) length += sprintf(out + length, "─");
    return length + sprintf(out + length, "%s\033[39m\r\n", right);
}

static int frame(char *out, long number, int hertz) {
    int length = sprintf(out, "\033[?2026h");
    if (number)
        for (int i = 0; i < 8; i++) length += sprintf(out + length, "\033[2K\033[1A");
    length += sprintf(out + length, "\033[2K\033[G");
    length += sprintf(out + length,
                      "\033[38;5;174m%s\033[39m \033[38;2;215;119;87mThinking…\033[39m"
                      " \033[2m(%lds · ↓ %ld tokens · esc to interrupt)\033[22m\r\n\r\n",
                      SPINNER[number % 10], number / hertz, number * 7);
    length += sprintf(out + length, "\033[38;5;246m  ⎿  \033[39mReading \033[1msrc/app.py\033[22m\r\n");
    length += sprintf(out + length, "\033[2m     checking imports\033[22m\r\n\r\n");
    length += rule(out + length, "╭", "╮");
    length += sprintf(out + length, "\033[38;5;244m│\033[39m > \033[7m \033[27m%113s\033[38;5;244m│\033[39m\r\n", "");
    length += rule(out + length, "╰", "╯");
    length += sprintf(out + length, "\033[2m  ? for shortcuts\033[22m%40s\033[38;5;220mauto-accept\033[39m\033[?2026l", "");
    return length;
}

static int redraw(int hertz) {
    static char out[16384];
    struct timespec pause = {hertz > 1 ? 0 : 1, hertz > 1 ? 1000000000L / hertz : 0};
    for (long number = 0;; number++) {
        int length = frame(out, number, hertz);
        if (write(1, out, length) != length) return 0;
        nanosleep(&pause, NULL);
    }
}

static int echo(void) {
    struct termios raw;
    char in[4096], out[64];
    tcgetattr(0, &raw);
    cfmakeraw(&raw);
    tcsetattr(0, TCSANOW, &raw);
    if (write(1, "ready", 5) != 5) return 1;
    for (;;) {
        ssize_t count = read(0, in, sizeof in);
        if (count <= 0 || in[0] == 3) return 0;
        int length = sprintf(out, "\033[5;5H%c", in[count - 1]);
        if (write(1, out, length) != length) return 0;
    }
}

int main(int count, char **words) {
    if (count > 2 && !strcmp(words[1], "ink")) return redraw(atoi(words[2]));
    if (count > 1 && !strcmp(words[1], "echo")) return echo();
    return 2;
}
