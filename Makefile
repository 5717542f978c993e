# Builds caudal and puts it in place, with its manual and the completions of bash, zsh and fish.
#
#   make                         builds the program, and makes the rest of it
#   sudo make install            into /usr/local
#   make install PREFIX=$HOME/.local
#   make uninstall PREFIX=...    removes what install has put there
#   make deb                     builds a package for Debian: packaging/deb says more
#
# DESTDIR goes before every path, as packagers need it. CAUDAL names a program that has been built already.

PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
DATADIR ?= $(PREFIX)/share
MANDIR ?= $(DATADIR)/man
BASHDIR ?= $(DATADIR)/bash-completion/completions
ZSHDIR ?= $(DATADIR)/zsh/site-functions
FISHDIR ?= $(DATADIR)/fish/vendor_completions.d

# What is made of the program stands here until it is installed.
STAGE ?= .build/install

# Manual pages have the day of the last commit, so that the same sources give the same bytes.
SOURCE_DATE_EPOCH ?= $(or $(shell git log -1 --format=%ct 2>/dev/null),$(shell stat -c %Y CHANGELOG.md))
export SOURCE_DATE_EPOCH

.PHONY: all program pages install uninstall deb

all: pages

ifdef CAUDAL
program:
else
CAUDAL := .build/release/caudal
program:
	swift build -c release --product caudal
endif

# The program itself knows its pages and completions, so they can't fall behind.
pages: program
	rm -rf $(STAGE)
	mkdir -p $(STAGE)/man
	install -m 755 $(CAUDAL) $(STAGE)/caudal
	$(STAGE)/caudal manual --all $(STAGE)/man
	$(STAGE)/caudal --generate-completion-script bash >$(STAGE)/caudal.bash
	$(STAGE)/caudal --generate-completion-script zsh >$(STAGE)/caudal.zsh
	$(STAGE)/caudal --generate-completion-script fish >$(STAGE)/caudal.fish

# It builds nothing: root may have no Swift.
install:
	@test -e $(STAGE)/caudal.fish || { echo "make install: nothing is built; run make first" >&2; exit 1; }
	install -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(MANDIR)/man1 $(DESTDIR)$(MANDIR)/man7 \
	  $(DESTDIR)$(BASHDIR) $(DESTDIR)$(ZSHDIR) $(DESTDIR)$(FISHDIR)
	install -m 755 $(STAGE)/caudal $(DESTDIR)$(BINDIR)/caudal
	install -m 644 $(STAGE)/man/*.1 $(DESTDIR)$(MANDIR)/man1
	install -m 644 $(STAGE)/man/*.7 $(DESTDIR)$(MANDIR)/man7
	install -m 644 $(STAGE)/caudal.bash $(DESTDIR)$(BASHDIR)/caudal
	install -m 644 $(STAGE)/caudal.zsh $(DESTDIR)$(ZSHDIR)/_caudal
	install -m 644 $(STAGE)/caudal.fish $(DESTDIR)$(FISHDIR)/caudal.fish

uninstall:
	rm -f $(DESTDIR)$(BINDIR)/caudal \
	  $(DESTDIR)$(MANDIR)/man1/caudal.1 $(DESTDIR)$(MANDIR)/man1/caudal-*.1 $(DESTDIR)$(MANDIR)/man7/caudal-*.7 \
	  $(DESTDIR)$(BASHDIR)/caudal $(DESTDIR)$(ZSHDIR)/_caudal $(DESTDIR)$(FISHDIR)/caudal.fish

deb: program
	CAUDAL=$(CAUDAL) packaging/deb
