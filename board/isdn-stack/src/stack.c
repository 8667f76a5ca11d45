/* SPDX-License-Identifier: GPL-2.0-only
 *
 * huisclos-isdn: libpri on the D channel of one basic access, spoken with in lines of text (board/isdn/PROTOCOL.md).
 * Commands come on standard input, events go to standard output, one line each; standard error is for people. It holds no
 * B channel and hears no voice. When its input ends it releases its calls and ends.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/time.h>
#include <unistd.h>
#include <libpri.h>

#define VERSION 1
/* Calls at once: two B channels, those that wait, those being released. More is a network gone mad. */
#define CALLS_MAX 16
/* Longest command: "dial" with two numbers of 32 digits. */
#define LINE_MAX_BYTES 256
#define DIGITS_MAX 32
/* libpri is asked again at least that often: its timers are in tenths of a second. */
#define TURN_MS 200
/* The network has that long to acknowledge what is released at the end. */
#define END_MS 500
/* Frames taken from the D channel before commands are looked at again. */
#define FRAMES_MAX 32
/* Identifiers from here on are the commander's (outgoing calls), below are ours. */
#define OUTGOING_MIN 1000000

/* The kernel's (dahdi/user.h): the same in 2.11, 3.1 and 3.4. */
struct bufferinfo { int txpolicy, rxpolicy, count, size, readbufs, writebufs; };
#define DAHDI_SPECIFY _IOW(0xDA, 38, int)
#define DAHDI_SET_BUFINFO _IOW(0xDA, 27, struct bufferinfo)
#define DAHDI_GETEVENT _IOR(0xDA, 8, int)
#define DAHDI_EVENT_ALARM 4
#define DAHDI_EVENT_NOALARM 5
#define ELAST_DAHDI 500

struct call { int id; q931_call *call; int channel; int told, answered_to; };
static struct call calls[CALLS_MAX];
static int next_id = 1;
static int dfd = -1, on_dahdi, alarmed = -1, ptp, network;

static void tell(const char *format, ...) __attribute__((format(printf, 1, 2)));
#include <stdarg.h>
static void tell(const char *format, ...)
{
	va_list rest;
	va_start(rest, format);
	vprintf(format, rest);
	va_end(rest);
	putchar('\n');
	if (fflush(stdout) != 0)
		exit(1); /* nobody listens any more */
}

static void said(struct pri *pri, char *text)
{
	(void)pri;
	fputs(text, stderr);
}

/* Digits, * and #; "-" for none. What else a network may put in a number has no meaning here. */
static const char *digits(const char *number, char *into)
{
	int n = 0;
	for (; *number && n < DIGITS_MAX; number++)
		if ((*number >= '0' && *number <= '9') || *number == '*' || *number == '#')
			into[n++] = *number;
	if (n == 0)
		into[n++] = '-';
	into[n] = 0;
	return into;
}

static void drain_event(void)
{
	int event = 0;
	if (!on_dahdi || ioctl(dfd, DAHDI_GETEVENT, &event) != 0)
		return;
	if (event == DAHDI_EVENT_ALARM && alarmed != 1)
		tell("alarm %d", alarmed = 1);
	if (event == DAHDI_EVENT_NOALARM && alarmed != 0)
		tell("alarm %d", alarmed = 0);
}

/* libpri wants the two bytes of the frame check with each frame, and 0 for "nothing there". */
static int take(struct pri *pri, void *buffer, int length)
{
	(void)pri;
	ssize_t got = read(dfd, buffer, (size_t)length);
	if (got >= 0)
		return (int)got;
	if (errno == ELAST_DAHDI)
		drain_event();
	return 0;
}

static int give(struct pri *pri, void *buffer, int length)
{
	(void)pri;
	for (int tries = 0; tries < 4; tries++) {
		ssize_t put = write(dfd, buffer, (size_t)length);
		if (put >= 0)
			return (int)put;
		if (errno != ELAST_DAHDI)
			break;
		drain_event();
	}
	/* Lost: the layer above repeats it. */
	return 0;
}

static struct call *by_id(int id)
{
	for (int n = 0; n < CALLS_MAX; n++)
		if (calls[n].call && calls[n].id == id)
			return &calls[n];
	return NULL;
}

static struct call *by_call(q931_call *call)
{
	for (int n = 0; call && n < CALLS_MAX; n++)
		if (calls[n].call == call)
			return &calls[n];
	return NULL;
}

static struct call *enter(int id, q931_call *call, int channel)
{
	for (int n = 0; n < CALLS_MAX; n++)
		if (!calls[n].call) {
			calls[n] = (struct call){ id, call, channel, 0, 0 };
			return &calls[n];
		}
	return NULL;
}

static void gone(struct call *call, int cause)
{
	if (call && !call->told) {
		call->told = 1;
		tell("hangup %d %d", call->id, cause & 0x7f);
	}
}

static void rang(struct pri *pri, pri_event_ring *ring)
{
	char from[DIGITS_MAX + 1], called[DIGITS_MAX + 1], channel[16];
	/* Data calls are some other terminal's. */
	if (ring->ctype == PRI_TRANS_CAP_DIGITAL || ring->ctype == PRI_TRANS_CAP_RESTRICTED_DIGITAL) {
		pri_hangup(pri, ring->call, PRI_CAUSE_INCOMPATIBLE_DESTINATION);
		return;
	}
	int id = next_id;
	next_id = next_id + 1 < OUTGOING_MIN ? next_id + 1 : 1;
	if (!enter(id, ring->call, ring->channel)) {
		pri_hangup(pri, ring->call, PRI_CAUSE_SWITCH_CONGESTION);
		return;
	}
	int wanted = ring->channel == -1 ? 0xff : ring->channel & 0xff;
	if (wanted == 0xff)
		strcpy(channel, "any");
	else if (wanted == 0)
		strcpy(channel, "none");
	else
		snprintf(channel, sizeof channel, "%d", wanted);
	tell("ring %d %s %d %d %s %s", id, channel, ring->callingplan & 0x7f, ring->callingpres & 0x7f,
		digits(ring->callingnum, from), digits(ring->callednum, called));
}

static void happened(struct pri *pri, pri_event *event)
{
	struct call *call;
	char keys[DIGITS_MAX + 1];
	switch (event->e) {
	case PRI_EVENT_DCHAN_UP:
		tell("up");
		break;
	case PRI_EVENT_DCHAN_DOWN:
		tell("down");
		break;
	case PRI_EVENT_RING:
		rang(pri, &event->ring);
		break;
	case PRI_EVENT_RINGING:
		if ((call = by_call(event->ringing.call)))
			tell("ringing %d", call->id);
		break;
	case PRI_EVENT_PROCEEDING:
		if ((call = by_call(event->proceeding.call)) && (event->proceeding.channel & 0xff)) {
			call->channel = event->proceeding.channel;
			tell("proceeding %d %d", call->id, call->channel & 0xff);
		}
		break;
	case PRI_EVENT_ANSWER:
		if ((call = by_call(event->answer.call))) {
			if (event->answer.channel & 0xff)
				call->channel = event->answer.channel;
			tell("answered %d %d", call->id, call->channel & 0xff);
		}
		break;
	case PRI_EVENT_CONNECT_ACK:
		if ((call = by_call(event->connect_ack.call)))
			tell("connected %d", call->id);
		break;
	case PRI_EVENT_KEYPAD_DIGIT:
		if ((call = by_call(event->digit.call)))
			tell("keys %d %s", call->id, digits(event->digit.digits, keys));
		break;
	case PRI_EVENT_HANGUP_REQ:
		/* Asked to let go: it answers, and the end comes as HANGUP or HANGUP_ACK. */
		gone(by_call(event->hangup.call), event->hangup.cause);
		pri_hangup(pri, event->hangup.call, event->hangup.cause);
		break;
	case PRI_EVENT_HANGUP:
		gone(call = by_call(event->hangup.call), event->hangup.cause);
		pri_hangup(pri, event->hangup.call, event->hangup.cause);
		if (call)
			call->call = NULL;
		break;
	case PRI_EVENT_HANGUP_ACK:
		/* Never hung up again: libpri has freed it. */
		gone(call = by_call(event->hangup.call), event->hangup.cause);
		if (call)
			call->call = NULL;
		break;
	default:
		break;
	}
}

static void dial(struct pri *pri, int id, const char *channel, char *called, int plan, int presentation, char *from)
{
	if (id < OUTGOING_MIN || by_id(id)) {
		tell("fault identifier %d", id);
		return;
	}
	q931_call *call = pri_new_call(pri);
	struct pri_sr *request = pri_sr_new();
	if (!call || !request || !enter(id, call, atoi(channel))) {
		tell("hangup %d %d", id, PRI_CAUSE_SWITCH_CONGESTION);
		if (call)
			pri_destroycall(pri, call);
		if (request)
			pri_sr_free(request);
		return;
	}
	pri_sr_set_bearer(request, PRI_TRANS_CAP_3_1K_AUDIO, PRI_LAYER_1_ALAW);
	if (strcmp(channel, "none") == 0)
		pri_sr_set_channel(request, 0, 0, 1); /* call waiting */
	else
		pri_sr_set_channel(request, atoi(channel), network ? 1 : 0, 0);
	pri_sr_set_called(request, called, PRI_UNKNOWN, 1);
	if (strcmp(from, "-") == 0)
		from[0] = 0;
	if (from[0] || presentation != 0)
		pri_sr_set_caller(request, from, NULL, plan, presentation);
	if (pri_setup(pri, call, request) != 0) {
		gone(by_id(id), PRI_CAUSE_NORMAL_TEMPORARY_FAILURE);
		by_id(id)->call = NULL;
		pri_destroycall(pri, call);
	}
	pri_sr_free(request);
}

static void commanded(struct pri *pri, char *line)
{
	char word[16], channel[16] = "", called[DIGITS_MAX + 1] = "", from[DIGITS_MAX + 1] = "-";
	int id = 0, number = 0, plan = 0, presentation = 0;
	struct call *call;
	if (sscanf(line, "%15s %d", word, &id) < 2) {
		tell("fault command");
		return;
	}
	if (strcmp(word, "dial") == 0) {
		if (sscanf(line, "%*s %*d %15s %32s %d %d %32s", channel, called, &plan, &presentation, from) < 2)
			tell("fault command");
		else
			dial(pri, id, channel, called, plan, presentation, from);
		return;
	}
	call = by_id(id);
	if (!call) {
		/* It ended meanwhile: what is on its way says so. */
		return;
	}
	if (sscanf(line, "%*s %*d %d", &number) < 1)
		number = 0;
	if (strcmp(word, "alert") == 0) {
		call->answered_to = 1;
		pri_acknowledge(pri, call->call, call->channel, 0);
	} else if (strcmp(word, "answer") == 0) {
		if (number > 0)
			call->channel = number;
		call->answered_to = 1;
		pri_answer(pri, call->call, call->channel, 0);
	} else if (strcmp(word, "hangup") == 0) {
		/* libpri refuses a SETUP that it has not answered with DISCONNECT, which means nothing there: alerted first, it
		 * does, and the caller hears "busy" and not "no answer". Cause 88 it sends as it should. */
		if (id < OUTGOING_MIN && !call->answered_to && number == PRI_CAUSE_USER_BUSY)
			pri_acknowledge(pri, call->call, call->channel, 0);
		pri_hangup(pri, call->call, number > 0 ? number : PRI_CAUSE_NORMAL_CLEARING);
		if (id < OUTGOING_MIN && !call->answered_to && number == PRI_CAUSE_INCOMPATIBLE_DESTINATION) {
			/* RELEASE COMPLETE went out, and libpri has freed it. */
			gone(call, number);
			call->call = NULL;
		}
	} else {
		tell("fault command");
	}
}

/* Reads commands; 0 once there will be no more. */
static int commands(struct pri *pri)
{
	static char line[LINE_MAX_BYTES];
	static size_t filled;
	ssize_t got = read(0, line + filled, sizeof line - 1 - filled);
	if (got <= 0)
		return got < 0 && (errno == EAGAIN || errno == EINTR);
	filled += (size_t)got;
	line[filled] = 0;
	char *end;
	while ((end = memchr(line, '\n', filled))) {
		*end = 0;
		commanded(pri, line);
		size_t used = (size_t)(end + 1 - line);
		memmove(line, end + 1, filled - used);
		filled -= used;
	}
	if (filled == sizeof line - 1) {
		tell("fault command");
		filled = 0;
	}
	return 1;
}

static void turn(struct pri *pri, int *listens)
{
	struct timeval *next = pri_schedule_next(pri), now;
	int wait = TURN_MS;
	gettimeofday(&now, NULL);
	if (next) {
		long ms = (next->tv_sec - now.tv_sec) * 1000 + (next->tv_usec - now.tv_usec) / 1000;
		wait = ms < 0 ? 0 : ms < TURN_MS ? (int)ms : TURN_MS;
	}
	struct pollfd polled[2] = { { dfd, POLLIN | POLLPRI, 0 }, { *listens ? 0 : -1, POLLIN, 0 } };
	if (poll(polled, 2, wait) < 0 && errno != EINTR)
		exit(1);
	pri_event *event;
	gettimeofday(&now, NULL);
	next = pri_schedule_next(pri);
	if (next && !timercmp(next, &now, >) && (event = pri_schedule_run(pri)))
		happened(pri, event);
	if (polled[0].revents & POLLPRI)
		drain_event();
	for (int n = 0; polled[0].revents && n < FRAMES_MAX; n++) {
		if ((event = pri_check_event(pri)))
			happened(pri, event);
		if (poll(polled, 1, 0) <= 0)
			break;
	}
	if (polled[0].revents & (POLLHUP | POLLNVAL))
		exit(1); /* the D channel is gone */
	if (polled[1].revents)
		*listens = commands(pri);
}

static int open_channel(int number)
{
	struct bufferinfo buffers = { 0, 0, 32, 1024, 0, 0 };
	int fd = open("/dev/dahdi/channel", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 || ioctl(fd, DAHDI_SPECIFY, &number) != 0 || ioctl(fd, DAHDI_SET_BUFINFO, &buffers) != 0) {
		fprintf(stderr, "huisclos-isdn : canal D %d : %s\n", number, strerror(errno));
		return -1;
	}
	on_dahdi = 1;
	return fd;
}

int stack_main(int argc, char *const *argv)
{
	for (int n = 1; n < argc; n++) {
		if (strcmp(argv[n], "--ptp") == 0)
			ptp = 1;
		else if (strcmp(argv[n], "--network") == 0)
			network = 1;
		else if (n + 1 < argc && strcmp(argv[n], "--channel") == 0)
			dfd = open_channel(atoi(argv[++n]));
		else if (n + 1 < argc && strcmp(argv[n], "--fd") == 0)
			dfd = atoi(argv[++n]);
	}
	if (dfd < 0) {
		fputs("usage : huisclos-isdn [--ptp] [--network] --channel CANAL | --fd DESCRIPTEUR\n", stderr);
		return 2;
	}
	fcntl(dfd, F_SETFL, fcntl(dfd, F_GETFL) | O_NONBLOCK);
	fcntl(0, F_SETFL, fcntl(0, F_GETFL) | O_NONBLOCK);
	pri_set_message(said);
	pri_set_error(said);
	struct pri *pri = pri_new_bri_cb(dfd, ptp, network ? PRI_NETWORK : PRI_CPE, PRI_SWITCH_EUROISDN_E1, take, give, NULL);
	if (!pri) {
		fputs("huisclos-isdn : libpri refuse cet accès\n", stderr);
		return 1;
	}
	pri_hangup_fix_enable(pri, 1);
	tell("hello %d", VERSION);
	int listens = 1;
	while (listens)
		turn(pri, &listens);
	for (int n = 0; n < CALLS_MAX; n++)
		if (calls[n].call)
			pri_hangup(pri, calls[n].call, PRI_CAUSE_NORMAL_CLEARING);
	for (int waited = 0; waited < END_MS; waited += TURN_MS)
		turn(pri, &listens);
	return 0;
}
