; V3  Value out is at most value in, for every entry and every exit, while prices stand still.
;
; Two assets are enough: the in-kind legs only ever use the sum of what each asset's rounding lost.
; N value of the vault, T supply with the virtual shares, s shares, in and out values. The +1 is the virtual asset.
; Each rounding is stated by the inequality that its direction guarantees, so the proof holds for any integer width.

(declare-const N Int) (declare-const T Int) (declare-const s Int)
(declare-const in Int) (declare-const out Int)
(assert (and (>= N 0) (> T 0) (>= s 0) (>= in 0) (>= out 0)))

; Entry and exit, priced: s = floor(in * T / (N + 1)), out = floor(s * (N' + 1) / T').
(define-fun enter_priced () Bool (<= (* s (+ N 1)) (* in T)))
(define-fun exit_priced  () Bool (<= (* out (+ T s)) (* s (+ N in 1))))
; Entry and exit in kind: each amount ceil or floor of b * s / T; summed over assets at their prices.
(define-fun enter_in_kind () Bool (>= (* in T) (* N s)))
(define-fun exit_in_kind  () Bool (<= (* out (+ T s)) (* s (+ N in))))

(echo "lemma: priced entry, priced exit")
(push) (assert enter_priced) (assert exit_priced) (assert (> out in)) (check-sat) (pop)

(echo "lemma: priced entry, exit in kind")
(push) (assert enter_priced) (assert exit_in_kind) (assert (> out in)) (check-sat) (pop)

(echo "lemma: entry in kind, priced exit")
(push) (assert enter_in_kind) (assert exit_priced) (assert (> out in)) (check-sat) (pop)

(echo "lemma: entry in kind, exit in kind")
(push) (assert enter_in_kind) (assert exit_in_kind) (assert (> out in)) (check-sat) (pop)

(echo "mutant: entry rounds the shares up")
(push) (assert (and (> (* s (+ N 1)) (* in T)) (< (* (- s 1) (+ N 1)) (* in T))))
(assert exit_priced) (assert (> out in)) (check-sat) (pop)

(echo "mutant: the in-kind exit forgets the virtual shares that the entry counted")
(push) (declare-const V Int) (assert (= V 1000000)) (assert (> T V))
(assert enter_priced) (assert (<= (* out (- (+ T s) V)) (* s (+ N in)))) (assert (> out in)) (check-sat) (pop)
